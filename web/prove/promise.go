package main

import "fmt"

// promise is one of the things that hold whatever is killed.
type promise string

const (
	linearizable   promise = "every answer is true of one moment, with one owner at a time"
	ruleAnswers    promise = "every answer is one that the rules allow"
	no500          promise = "a lost connection is never answered 500"
	onePerOp       promise = "a change answered as done is in the history once, a refused one never"
	unbrokenChain  promise = "each line of the history begins with the owner that the one before ended with"
	lastIsRow      promise = "the last line of the history is the enquiry's owner"
	claimIsOwner   promise = "the one active claim is the owner's, and there is none without an owner"
	limitKept      promise = "nobody holds more than their limit"
	noEnquiryLost  promise = "every acknowledged enquiry is there"
	noEnquiryTwice promise = "no enquiry is there twice"
	noStray        promise = "nothing is there that nobody asked for"
	queueCounted   promise = "the kept number of waiting enquiries is their count"
)

// breach is one promise broken once.
type breach struct {
	promise promise
	what    string
}

func broke(p promise, format string, args ...any) breach {
	return breach{p, fmt.Sprintf(format, args...)}
}
