// Package app holds what Firstbell means: enquiries, who may claim them, what
// a counsellor may do and see. It knows nothing of HTTP and nothing of SQL; it
// asks storage for what it needs through Store.
//
// Map: enquiry.go takes enquiries in and lists them, claim.go is the only place
// that changes an owner and handover.go moves what is owned, queue.go says who
// sees and takes what, limit.go how much, op.go that nothing happens twice,
// feed.go tells of changes, account.go registers people and checks passwords,
// session.go says who is asking and signedin.go where, factor.go and recovery.go
// ask for a second proof, reset.go helps who forgot the first, me.go changes
// one's own account, throttle.go slows guessing down, setup.go makes the first
// owner, school.go names the school. audit.go writes down who did what, tally.go who was turned
// away. text.go, email.go, id.go and page.go are the input rules.
//
// Words: an enquiry is one expressed interest of one student in one course. A
// counsellor works enquiries. To claim is to take an enquiry from the queue;
// the owner is the counsellor who holds the claim. The queue is every enquiry
// that nobody has claimed. An event is one line of history that never changes.
package app
