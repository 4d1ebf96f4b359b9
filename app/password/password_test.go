package password

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/bcrypt"
)

func TestHashAndVerify(t *testing.T) {
	t.Parallel()
	h := New(1)
	for _, password := range []string{"password123", " spaces ", strings.Repeat("пароль", 42), strings.Repeat("🔑", 256)} {
		hash, err := h.Hash(t.Context(), password)
		if err != nil || !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
			t.Fatalf("hash %q, %v", hash, err)
		}
		if ok, upgrade, err := h.Verify(t.Context(), hash, password); !ok || upgrade || err != nil {
			t.Errorf("%.20q is not its own: %t, %t, %v", password, ok, upgrade, err)
		}
		// The last character counts: nothing was cut.
		if ok, upgrade, err := h.Verify(t.Context(), hash, password[:len(password)-1]+"x"); ok || upgrade || err != nil {
			t.Errorf("another than %.20q passes: %t, %t, %v", password, ok, upgrade, err)
		}
	}
}

func TestHashesDiffer(t *testing.T) {
	t.Parallel()
	h := New(2)
	a, _ := h.Hash(t.Context(), "password123")
	b, _ := h.Hash(t.Context(), "password123")
	if a == b {
		t.Errorf("two hashes are the same: the salt is not random")
	}
}

// TestVerifyAgreesWithTheReference uses a hash made by calling the algorithm
// directly, so that writer and reader cannot share a mistake.
func TestVerifyAgreesWithTheReference(t *testing.T) {
	t.Parallel()
	salt := []byte("a salt of 16 b..")
	b64 := base64.RawStdEncoding.EncodeToString
	phc := func(time, memory uint32, threads uint8) string {
		key := argon2.IDKey([]byte("secret"), salt, time, memory, threads, 32)
		return fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s", memory, time, threads, b64(salt), b64(key))
	}
	for _, test := range []struct {
		hash    string
		upgrade bool
	}{{phc(2, 19456, 1), false}, {phc(1, 64, 1), true}, {phc(3, 65536, 4), true}} {
		if ok, upgrade, err := New(1).Verify(t.Context(), test.hash, "secret"); !ok || upgrade != test.upgrade || err != nil {
			t.Errorf("%s: %t, %t, %v", test.hash, ok, upgrade, err)
		}
	}
}

func TestVerifyAdoptedBcrypt(t *testing.T) {
	t.Parallel()
	h := New(1)
	long := strings.Repeat("p", 72)
	made, err := bcrypt.GenerateFromPassword([]byte(long), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	for _, minor := range []string{"$2a$", "$2b$", "$2y$"} {
		hash := minor + string(made[4:])
		// The original saw the first 72 bytes only; its users must still get in.
		for password, want := range map[string]bool{long: true, long + "and more": true, long[:71]: false, "": false} {
			ok, upgrade, err := h.Verify(t.Context(), hash, password)
			if ok != want || upgrade != want || err != nil {
				t.Errorf("%s, %d bytes: %t, %t, %v", minor, len(password), ok, upgrade, err)
			}
		}
	}
}

// TestVerifyBcryptJS verifies a published test vector of bcrypt, from outside
// the library we use.
func TestVerifyBcryptJS(t *testing.T) {
	t.Parallel()
	const hash = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW" // crypt_blowfish: "U*U"
	if ok, upgrade, err := New(1).Verify(t.Context(), hash, "U*U"); !ok || !upgrade || err != nil {
		t.Errorf("%t, %t, %v", ok, upgrade, err)
	}
}

func TestVerifyRefusesHashes(t *testing.T) {
	t.Parallel()
	const tail = "$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	for name, hash := range map[string]string{
		"empty":              "",
		"plain text":         "password123",
		"md5":                "$1$salt$qwertyuiopasdfghjklzx.",
		"argon2i":            "$argon2i$v=19$m=19456,t=2,p=1" + tail,
		"no version":         "$argon2id$m=19456,t=2,p=1" + tail,
		"old version":        "$argon2id$v=16$m=19456,t=2,p=1" + tail,
		"memory bomb":        "$argon2id$v=19$m=4294967295,t=2,p=1" + tail,
		"memory over bound":  "$argon2id$v=19$m=131073,t=2,p=1" + tail,
		"too little memory":  "$argon2id$v=19$m=7,t=2,p=1" + tail,
		"time bomb":          "$argon2id$v=19$m=19456,t=4294967295,p=1" + tail,
		"no passes":          "$argon2id$v=19$m=19456,t=0,p=1" + tail,
		"no lanes":           "$argon2id$v=19$m=19456,t=2,p=0" + tail,
		"lanes overflow":     "$argon2id$v=19$m=19456,t=2,p=257" + tail,
		"signed":             "$argon2id$v=19$m=+19456,t=2,p=1" + tail,
		"extra parameter":    "$argon2id$v=19$m=19456,t=2,p=1,x=1" + tail,
		"empty key":          "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$",
		"short salt":         "$argon2id$v=19$m=19456,t=2,p=1$AAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
		"long key":           "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$" + strings.Repeat("A", 4000),
		"padded":             "$argon2id$v=19$m=19456,t=2,p=1" + tail + "=",
		"newline":            "$argon2id$v=19$m=19456,t=2,p=1" + tail + "\n",
		"bcrypt cost 31":     "$2b$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
		"bcrypt cut off":     "$2b$10$CCCCCCCCCCCC",
		"bcrypt old dialect": "$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
	} {
		ok, upgrade, err := New(1).Verify(t.Context(), hash, "password123")
		if ok || upgrade || !errors.Is(err, ErrUnknownHash) {
			t.Errorf("%s: %t, %t, %v", name, ok, upgrade, err)
		}
	}
}

func TestEqualizeDoesWhatVerifyDoes(t *testing.T) {
	t.Parallel()
	if err := New(1).Equalize(t.Context()); err != nil {
		t.Fatal(err)
	}
	a := newArgon()
	if ok, _ := a.verify(""); ok {
		t.Error("the hash that equalizes fits a password")
	}
	if a.old() || !a.bounded() {
		t.Errorf("it costs something else than a current hash: %+v", a)
	}
}

func TestSlotsAndQueueAreBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const parallel = 3
		h := New(parallel)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		var mu sync.Mutex
		running, most, done := 0, 0, 0
		release := make(chan struct{})
		slow := func() error {
			mu.Lock()
			running++
			most = max(most, running)
			mu.Unlock()
			<-release
			mu.Lock()
			running--
			done++
			mu.Unlock()
			return nil
		}
		results := make(chan error, parallel+queueLength)
		for range parallel + queueLength {
			go func() { results <- h.work(ctx, slow) }()
		}
		synctest.Wait() // everybody works or waits
		if running != parallel {
			t.Errorf("%d work at once, want %d", running, parallel)
		}
		if err := h.work(ctx, slow); !errors.Is(err, ErrBusy) {
			t.Errorf("one more than the queue holds: %v", err)
		}
		release <- struct{}{}
		synctest.Wait()
		if err := <-results; err != nil || running != parallel {
			t.Errorf("after one is done %d work, %v", running, err)
		}
		cancel()
		synctest.Wait()
		close(release)
		busy := 0
		for range parallel + queueLength - 1 {
			if err := <-results; err != nil {
				busy++
				if !errors.Is(err, ErrBusy) || !errors.Is(err, context.Canceled) {
					t.Errorf("given up while waiting: %v", err)
				}
			}
		}
		if most != parallel || done != 1+parallel || busy != queueLength-1 {
			t.Errorf("at most %d at once, %d done, %d busy", most, done, busy)
		}
		if len(h.slots) != 0 || len(h.tickets) != 0 {
			t.Errorf("%d slots and %d tickets were not given back", len(h.slots), len(h.tickets))
		}
	})
}

func TestNothingStartsAfterTheDeadline(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	h := New(1)
	if _, err := h.Hash(ctx, "password123"); !errors.Is(err, ErrBusy) || !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if New(0).slots == nil || cap(New(-1).slots) < 1 {
		t.Error("no slot at all")
	}
}
