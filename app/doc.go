// Package app holds what Firstbell means: enquiries, who may claim them, what a
// counsellor may do and see. It knows nothing of HTTP and nothing of SQL; it asks
// storage for what it needs through Store.
//
// Map: enquiry.go takes enquiries in and lists them, touch.go knows who asks
// again, claim.go is the only place that changes an owner and handover.go moves
// what is owned, queue.go says who takes what, sight.go who sees what, search.go
// who is found by what, leads.go which leads a list holds, view.go under which
// name, export.go takes them away, manyfiles.go tells when that is often, bulk.go
// changes several, tags.go marks them, limit.go how much, op.go that nothing
// happens twice, feed.go tells of changes. stage.go and move.go
// say where an enquiry stands, reopen.go and wake.go how it comes back, attempt.go
// and outcome.go what a call leads to, followup.go and due.go what is next,
// merge.go that two are one, duplicate.go that they may be, history.go what has
// happened, note.go and edit.go who may write what, may.go who may at all.
// intake.go and template.go keep lists of the school's.
//
// outbox.go sends letters, share.go says to whom and planned.go what goes out in
// the morning; compose.go, reply.go and notice.go word them, letter.go says what
// kinds there are, mailsettings.go and noticeme.go who wants which.
//
// form.go is what a public form asks, doors.go and door.go let in what is sent,
// ask.go reads it, suspicion.go and suspect.go hold back what a program may have
// sent, consent.go and minor.go keep what people allow, viewtoken.go signs pages.
// privacy.go finds all that is kept of a person, erase.go takes it away for good.
//
// account.go registers people and checks passwords, session.go says who is
// asking, signedin.go where and key.go which program, factor.go and recovery.go
// ask for a second proof, reset.go helps who forgot the first, me.go changes
// one's own account and throttle.go slows guessing down. setup.go makes the first
// owner and code.go proves that it may, checklist.go says what comes after and
// sample.go fills the queue to try things out. school.go names the school,
// choice.go lists what it teaches. team.go changes people, leave.go says who is
// away, takes.go what they take, invitation.go brings them in and deactivate.go
// lets them go. audit.go and action.go write down who did what, tally.go who was
// turned away; chain.go, head.go and verify.go show whether that was changed, and
// auditlog.go reads it. text.go, email.go, id.go and page.go are the input rules.
//
// Words: an enquiry is one expressed interest of one student in one course. A
// counsellor works enquiries. To claim is to take an enquiry from the queue; the
// owner is the counsellor who holds the claim. The queue is every enquiry that
// nobody has claimed and that is open. An attempt is a try to reach the person, a
// touch a time that they ask, a follow-up the next step: an open enquiry that
// somebody owns has exactly one. An event is one line of history that never
// changes.
package app
