package cli

import (
	"bufio"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/term"

	"firstbell/app/config"
)

// password asks for a new password twice without showing it, or reads one line
// with --password-stdin.
func (p *people) password() (string, error) {
	if p.flags.stdin {
		line, err := bufio.NewReader(p.in).ReadString('\n')
		if err != nil && line == "" {
			return "", &config.Error{Message: "The standard input holds no password: send one line."}
		}
		return strings.TrimRight(line, "\r\n"), nil
	}
	if !term.IsTerminal(int(p.in.Fd())) {
		return "", &config.Error{Message: "There is no terminal to ask for a password: use --password-stdin."}
	}
	first, err := p.ask("New password: ")
	if err != nil {
		return "", err
	}
	again, err := p.ask("Once more: ")
	if err == nil && again != first {
		err = errors.New("the two passwords differ; nothing was changed")
	}
	return first, err
}

func (p *people) ask(what string) (string, error) {
	fmt.Fprint(p.errs, what)
	typed, err := term.ReadPassword(int(p.in.Fd()))
	fmt.Fprintln(p.errs)
	return string(typed), err
}
