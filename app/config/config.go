// Package config turns the environment into a checked Config. It knows every
// knob, what it may hold and what it is for, and nothing of what they do.
package config

import (
	"fmt"
	"net/netip"
	"net/url"
	"os"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"

	"firstbell/app/token"
)

// Config is what the operator chose. Every field is one environment variable,
// which may also be given as a file by the same name with _FILE at the end.
type Config struct {
	Host           string   `env:"HOST" envDefault:"127.0.0.1" help:"Address to listen on. 0.0.0.0 lets other machines in."`
	Port           int      `env:"PORT" envDefault:"3000" help:"Port to listen on."`
	BaseURL        string   `env:"BASE_URL" help:"Address under which people reach the desk, such as https://desk.example.org. https makes cookies secure."`
	TrustedProxies []string `env:"TRUSTED_PROXIES" help:"Networks of reverse proxies whose X-Forwarded-For is believed, such as 10.0.0.0/8."`
	Mode           string   `env:"NODE_ENV" envDefault:"development" allow:"development,production,test" help:"development, production or test. Production logs JSON."`

	DataDir     string `env:"DATA_DIR" envDefault:"./data" help:"Folder for secrets and, without DATABASE_URL, for the database."`
	DatabaseURL string `env:"DATABASE_URL" secret:"yes" help:"postgres://user:password@host/name of a PostgreSQL 15 or newer. Unset: a private one is run in DATA_DIR."`
	DBHost      string `env:"DB_HOST" help:"Instead of DATABASE_URL: host of the database."`
	DBPort      int    `env:"DB_PORT" envDefault:"5432" help:"Its port."`
	DBName      string `env:"DB_NAME" help:"Its name."`
	DBUser      string `env:"DB_USER" envDefault:"postgres" help:"User to connect as."`
	DBPassword  string `env:"DB_PASSWORD" secret:"yes" help:"Password of that user."`
	DBOwnerUser string `env:"DB_OWNER_USER" help:"User that owns the tables and changes them at an upgrade. Set: the desk itself works as a user without that right, which is made if need be."`
	DBOwnerPass string `env:"DB_OWNER_PASSWORD" secret:"yes" help:"Password of that user."`
	DBTLS       string `env:"DB_TLS" envDefault:"verify" allow:"verify,insecure-i-know" help:"verify: a database on another machine must prove who it is. insecure-i-know: it need not."`
	PGBinDir    string `env:"PG_BINDIR" help:"Folder with the postgres program to run for a new private database."`

	JWTSecret      string   `env:"JWT_SECRET" secret:"yes" help:"Key that signs tokens, 32 characters or more. Unset: one is made and kept in DATA_DIR."`
	InstanceKey    string   `env:"INSTANCE_KEY" secret:"yes" help:"Key that encrypts secrets in the database, 32 characters or more. Unset: one is made and kept in DATA_DIR."`
	InstanceKeyOld string   `env:"INSTANCE_KEY_OLD" secret:"yes" help:"The INSTANCE_KEY before, for firstbell secrets rotate."`
	JWTExpiresIn   string   `env:"JWT_EXPIRES_IN" envDefault:"1d" help:"How long a token is good: 1d, 12h, 30m, or seconds."`
	CORSOrigin     []string `env:"CORS_ORIGIN" help:"Origins whose pages may call the API, separated by commas. * for all, without credentials."`
	Registration   string   `env:"REGISTRATION" allow:"open,invite" help:"open: anybody may make an account. invite: only invited people. Unset: open while only this machine reaches the server."`
	OwnerEmail     string   `env:"OWNER_EMAIL" help:"Makes the first owner at the start, where no browser can. Ignored once there is one."`
	OwnerPassword  string   `env:"OWNER_PASSWORD" secret:"yes" help:"Password of that owner; better as OWNER_PASSWORD_FILE."`
	OwnerName      string   `env:"OWNER_NAME" envDefault:"Owner" help:"Name of that owner."`

	SMTPHost     string `env:"SMTP_HOST" help:"Mail server that sends our mails. Unset: the desk sends none."`
	SMTPPort     int    `env:"SMTP_PORT" help:"Its port. Unset: 587, or 465 when SMTP_TLS is tls, or 25 when it is none."`
	SMTPUser     string `env:"SMTP_USER" help:"User to sign in to it as. Unset: nobody signs in."`
	SMTPPassword string `env:"SMTP_PASSWORD" secret:"yes" help:"Password of that user; better as SMTP_PASSWORD_FILE."`
	SMTPFrom     string `env:"SMTP_FROM" help:"Address that mails come from, and that people answer to, such as desk@school.example."`
	SMTPTLS      string `env:"SMTP_TLS" envDefault:"starttls" allow:"starttls,tls,none" help:"starttls: encrypted after a greeting, or not at all. tls: encrypted from the first byte. none: in the clear, for a mail server on this machine."`

	BackupAt     string `env:"BACKUP_AT" envDefault:"02:30" help:"When a backup is made and proven every night, by the school's clocks. off: only when somebody asks."`
	BackupDir    string `env:"BACKUP_DIR" help:"Folder for backups. Unset: backups in DATA_DIR; another disk is better."`
	BackupKeep   int    `env:"BACKUP_KEEP" envDefault:"14" help:"How many days a backup is kept. The newest three stay in any case."`
	BackupKey    string `env:"BACKUP_KEY" secret:"yes" help:"Key that backups are encrypted for, as firstbell backup key prints it. Unset: one is made and kept in DATA_DIR."`
	BackupTo     string `env:"BACKUP_TO" secret:"yes" help:"Where each proven backup is copied to, such as sftp://user@host/folder. It needs BACKUP_TO_HOST_KEY."`
	BackupToKey  string `env:"BACKUP_TO_KEY" secret:"yes" help:"SSH key to sign in there with, in OpenSSH's form; best as BACKUP_TO_KEY_FILE. Unset: the password in BACKUP_TO."`
	BackupToHost string `env:"BACKUP_TO_HOST_KEY" help:"Public key of that machine, such as ssh-ed25519 AAAA..., as ssh-keyscan prints it."`

	ExpectInstance string `env:"EXPECT_INSTANCE" help:"Id of this school's desk, as firstbell adopt prints it. Set: the desk starts with no other data than this."`

	RateLimits string `env:"RATE_LIMITS" envDefault:"on" allow:"on,off" help:"off is for measurements and only while just this machine reaches the server."`

	DiskMin      string `env:"DISK_MIN" envDefault:"1GB" help:"Free room on the disk of DATA_DIR below which nothing new is taken: 500MB, 2GB. Reading goes on. 0 never stops."`
	MetricsToken string `env:"METRICS_TOKEN" secret:"yes" help:"Opens /metrics, for Prometheus: Authorization: Bearer and this, 16 characters or more. Unset: nobody sees it."`

	TLSDomain    string `env:"TLS_DOMAIN" help:"Name of this server on the internet. Set: the desk speaks HTTPS itself, with a certificate that it gets and renews; HOST is then 0.0.0.0 and PORT 443 unless set."`
	TLSEmail     string `env:"TLS_EMAIL" help:"Where the authority writes to when something is wrong with the certificate."`
	TLSDirectory string `env:"TLS_DIRECTORY" envDefault:"https://acme-v02.api.letsencrypt.org/directory" help:"The authority's ACME directory."`
	TLSHTTPPort  int    `env:"TLS_HTTP_PORT" envDefault:"80" help:"Port for plain HTTP beside it: proves to the authority that the name is ours, and leads browsers to HTTPS."`

	LogFormat string `env:"LOG_FORMAT" allow:"text,json" help:"text or json. Unset: as NODE_ENV says."`
	LogLevel  string `env:"LOG_LEVEL" envDefault:"info" allow:"debug,info,warn,error" help:"The least important lines to log."`

	TokenLifetime time.Duration  `env:"-"`
	Proxies       []netip.Prefix `env:"-"`
	BackupMinute  int            `env:"-"` // after midnight; -1 for never
	DiskMinBytes  int64          `env:"-"`
}

// Error says in one sentence which variable is wrong and what to do.
type Error struct{ Message string }

// Error returns the sentence.
func (e *Error) Error() string { return e.Message }

func wrong(format string, args ...any) error { return &Error{fmt.Sprintf(format, args...)} }

// Load reads and checks the environment, given as "NAME=value" lines. The
// error is an *Error.
func Load(environ []string) (Config, error) {
	vars, err := withFiles(env.ToMap(environ))
	if err != nil {
		return Config{}, err
	}
	if vars["TLS_DOMAIN"] != "" {
		orElse(vars, "HOST", "0.0.0.0")
		orElse(vars, "PORT", "443")
	}
	c, err := env.ParseAsWithOptions[Config](env.Options{Environment: vars})
	if err != nil {
		return Config{}, unreadable(vars, err)
	}
	return c, c.check()
}

// knobs returns the fields of Config that are environment variables.
func knobs() []reflect.StructField {
	var list []reflect.StructField
	for _, f := range reflect.VisibleFields(reflect.TypeFor[Config]()) {
		if f.Tag.Get("env") != "-" {
			list = append(list, f)
		}
	}
	return list
}

// withFiles puts the content of NAME_FILE in the place of NAME.
func withFiles(vars map[string]string) (map[string]string, error) {
	for _, f := range knobs() {
		name := f.Tag.Get("env")
		file, ok := vars[name+"_FILE"]
		if !ok || file == "" {
			continue
		}
		if vars[name] != "" {
			return nil, wrong("%s and %s_FILE are both set: keep one of them.", name, name)
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, wrong("%s_FILE names %q, which cannot be read: check the path and its permissions.", name, file)
		}
		vars[name] = strings.TrimRight(string(text), "\r\n")
	}
	return vars, nil
}

// SecretFiles lists the files from which an environment takes secrets.
func SecretFiles(environ []string) []string {
	vars := env.ToMap(environ)
	var list []string
	for _, f := range knobs() {
		if file := vars[f.Tag.Get("env")+"_FILE"]; file != "" && f.Tag.Get("secret") != "" {
			list = append(list, file)
		}
	}
	return list
}

// unreadable names the variable whose value is not of the kind it must be:
// only numbers can fail here.
func unreadable(vars map[string]string, err error) error {
	for _, name := range []string{"PORT", "DB_PORT", "SMTP_PORT", "TLS_HTTP_PORT", "BACKUP_KEEP"} {
		if strings.Contains(err.Error(), fieldOf(name)) {
			return wrong("%s is %q, but must be a whole number.", name, vars[name])
		}
	}
	return wrong("The environment cannot be read: %s.", err)
}

func fieldOf(name string) string {
	for _, f := range knobs() {
		if f.Tag.Get("env") == name {
			return `"` + f.Name + `"`
		}
	}
	return name
}

func (c *Config) check() error {
	if err := c.checkAllowed(); err != nil {
		return err
	}
	if c.Port < 0 || c.Port > 65535 {
		return wrong("PORT is %d, but must be between 1 and 65535.", c.Port)
	}
	for name, secret := range map[string]string{"JWT_SECRET": c.JWTSecret, "INSTANCE_KEY": c.InstanceKey, "INSTANCE_KEY_OLD": c.InstanceKeyOld} {
		if secret != "" && len(secret) < 32 {
			return wrong("%s has %d characters, but must have at least 32; leave it unset to have one made.", name, len(secret))
		}
	}
	if c.InstanceKeyOld != "" && c.InstanceKey == "" {
		return wrong("INSTANCE_KEY_OLD is set without INSTANCE_KEY: set both, or neither.")
	}
	if c.MetricsToken != "" && len(c.MetricsToken) < 16 {
		return wrong("METRICS_TOKEN has %d characters, but must have at least 16.", len(c.MetricsToken))
	}
	var err error
	if c.DiskMinBytes, err = parseSize(c.DiskMin); err != nil {
		return wrong("DISK_MIN is %q, but must be a size such as 500MB or 2GB, or 0.", c.DiskMin)
	}
	if err := c.checkTLS(); err != nil {
		return err
	}
	if c.TokenLifetime, err = token.ParseLifetime(c.JWTExpiresIn); err != nil {
		return wrong("JWT_EXPIRES_IN is %q, but must be a time such as 1d, 12h, 30m or a number of seconds.", c.JWTExpiresIn)
	}
	for i, origin := range c.CORSOrigin {
		c.CORSOrigin[i] = strings.TrimSuffix(strings.TrimSpace(origin), "/")
		u, err := url.Parse(c.CORSOrigin[i])
		if c.CORSOrigin[i] != "*" && (err != nil || u.Scheme == "" || u.Host == "" || u.Path != "") {
			return wrong("CORS_ORIGIN holds %q, but must be a list of origins such as https://school.example, or *.", origin)
		}
	}
	for _, p := range c.TrustedProxies {
		prefix, err := parseNetwork(strings.TrimSpace(p))
		if err != nil {
			return wrong("TRUSTED_PROXIES holds %q, but must be a list of addresses or networks such as 10.0.0.0/8.", p)
		}
		c.Proxies = append(c.Proxies, prefix)
	}
	if u, err := url.Parse(c.BaseURL); c.BaseURL != "" && (err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "") {
		return wrong("BASE_URL is %q, but must be an address such as https://desk.example.org.", c.BaseURL)
	}
	if c.RateLimits == "off" && !c.Loopback() {
		return wrong("RATE_LIMITS is off, but other machines can reach this server: set HOST to 127.0.0.1 or RATE_LIMITS to on.")
	}
	if (c.OwnerEmail == "") != (c.OwnerPassword == "") {
		return wrong("OWNER_EMAIL and OWNER_PASSWORD belong together: set both or neither.")
	}
	if err := c.checkMail(); err != nil {
		return err
	}
	if err := c.checkBackup(); err != nil {
		return err
	}
	return c.checkDatabase()
}

// checkAllowed compares each variable that has only a few values with them.
func (c *Config) checkAllowed() error {
	v := reflect.ValueOf(*c)
	for _, f := range knobs() {
		allowed := f.Tag.Get("allow")
		value, _ := v.FieldByIndex(f.Index).Interface().(string)
		if allowed == "" || value == "" {
			continue
		}
		list := strings.Split(allowed, ",")
		if !slices.Contains(list, value) {
			return wrong("%s is %q, but must be %s.", f.Tag.Get("env"), value, orList(list))
		}
	}
	return nil
}

func orList(list []string) string {
	last := len(list) - 1
	return strings.Join(list[:last], ", ") + " or " + list[last]
}

func parseNetwork(s string) (netip.Prefix, error) {
	if a, err := netip.ParseAddr(s); err == nil {
		return netip.PrefixFrom(a, a.BitLen()), nil
	}
	return netip.ParsePrefix(s)
}
