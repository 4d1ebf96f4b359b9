package cli

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"firstbell/app/config"
	"firstbell/db/local"
)

func diskProbe(_ context.Context, p *patient) []finding {
	dir := p.conf.DataDir
	free, total, err := local.DiskSpace(dir)
	if err != nil {
		return []finding{{"disk", bad, "DATA_DIR " + dir + " cannot be looked at.", "Correct the path or its permissions; the desk makes the folder at its first start."}}
	}
	return []finding{diskFinding(free, total, p.conf.DiskMinBytes)}
}

func diskFinding(free, total, least int64) finding {
	what := fmt.Sprintf("%s of %s are free.", size(free), size(total))
	switch {
	case free < least:
		return finding{"disk", bad, what + " Nothing new is taken.", "Free some room: old files, logs, backups. firstbell rescue gives back what is set aside."}
	case free < 2*least:
		return finding{"disk", look, what + " Below " + size(least) + " nothing new is taken.", "Free some room before it comes to that, or enlarge the disk."}
	}
	return finding{"disk", well, what, ""}
}

// kept is a file or folder of which others may not know what is in it.
type kept struct {
	path string
	open fs.FileMode // bits that must not be set
	must bool        // else it only is better so
}

func permissionsProbe(_ context.Context, p *patient) []finding {
	dir := p.conf.DataDir
	list := []kept{{dir, 0o002, true}, {secretsFile(p.conf), 0o077, true}, {filepath.Join(dir, "tls"), 0o077, true}}
	certs, _ := filepath.Glob(filepath.Join(dir, "tls", "*")) // the pattern is good
	for _, file := range certs {
		list = append(list, kept{file, 0o077, true})
	}
	for _, file := range config.SecretFiles(p.environ) {
		list = append(list, kept{file, 0o007, false})
	}
	var found []finding
	for _, k := range list {
		info, err := os.Stat(k.path)
		if err != nil || info.Mode().Perm()&k.open == 0 {
			continue
		}
		f := finding{"permissions", look, fmt.Sprintf("Others can get at %s (%04o).", k.path, info.Mode().Perm()),
			fmt.Sprintf("chmod %04o %s", info.Mode().Perm()&^k.open, k.path)}
		if k.must {
			f.State = bad
		}
		found = append(found, f)
	}
	if found == nil {
		found = []finding{{"permissions", well, "Secrets are readable by the desk's user alone.", ""}}
	}
	return found
}
