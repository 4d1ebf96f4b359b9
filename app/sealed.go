package app

import (
	"context"
	"errors"
	"time"

	"firstbell/app/seal"
)

// RotateKeys seals everything that is kept encrypted under the current key of
// keys, and ends all bearer tokens, in one transaction: all of it or nothing.
func RotateKeys(ctx context.Context, store Store, keys *seal.Keys, now time.Time) (int, error) {
	n := 0
	err := store.InTx(ctx, func(tx Store) error {
		seeds, err := tx.SealedSeeds(ctx)
		if err != nil {
			return err
		}
		n = len(seeds)
		for userID, sealed := range seeds {
			again, err := keys.Reseal(seedPlace(userID), sealed)
			if err == nil {
				err = tx.SetSealedSeed(ctx, userID, again)
			}
			if err != nil {
				return err
			}
		}
		if err := resealPushKey(ctx, tx, keys); err != nil {
			return err
		}
		if err := tx.EndTokens(ctx, now); err != nil {
			return err
		}
		return tx.Audit(ctx, CommandLine.Did(SecretsRotated, Object{Kind: OnData}))
	})
	return n, err
}

// LostKeys counts what is kept encrypted under a key that is not at hand.
func LostKeys(ctx context.Context, store Store, keys *seal.Keys) (int, error) {
	lost := 0
	err := store.InTx(ctx, func(tx Store) error {
		seeds, err := tx.SealedSeeds(ctx)
		lost = 0
		for _, sealed := range seeds {
			if !keys.Fits(sealed) {
				lost++
			}
		}
		return err
	})
	return lost, err
}

// resealPushKey seals the key that signs notices anew, if there is one.
func resealPushKey(ctx context.Context, tx Store, keys *seal.Keys) error {
	k, err := tx.PushKey(ctx)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	sealed, err := keys.Reseal(pushKeyPlace, k.Sealed)
	if err != nil {
		return err
	}
	return tx.SetPushKey(ctx, sealed)
}
