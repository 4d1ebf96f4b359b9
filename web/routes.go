package web

import (
	"net/http"

	"firstbell/app"
)

// access says who may use a route. Every route names one; there is no default.
type access string

const (
	anyone   access = "anyone"   // no sign-in needed
	stranger access = "stranger" // no sign-in needed; browsers only from our own pages
	staff    access = "staff"    // everybody who works here
	self     access = "self"     // likewise, also before a second factor that the school asks for

	counsellors access = "counsellors" // those who hold enquiries: not the front desk
	ownerOnly   access = "owner"       // owners of the desk
)

// admitted says which roles each access lets in; nil where nobody has to sign
// in. A role that is not listed is not let in.
var admitted = map[access][]app.Role{
	anyone:      nil,
	stranger:    nil,
	staff:       {app.Owner, app.Counsellor, app.FrontDesk},
	self:        {app.Owner, app.Counsellor, app.FrontDesk},
	counsellors: {app.Owner, app.Counsellor},
	ownerOnly:   {app.Owner},
}

// What an API key must have been given to use a route; it has no role. On routes
// for anyone it is what a key needs that is shown all the same.
const (
	noKey      app.Scope = "" // keys may never; it takes a person
	keyCreate            = app.ScopeCreate
	keyRead              = app.ScopeRead
	keyClaim             = app.ScopeClaim
	keyReports           = app.ScopeReports
	keyExport            = app.ScopeExport
)

// route is one line of the route table.
type route struct {
	method, path string
	who          access
	key          app.Scope // of an API key
	status       int       // of success
	summary      string    // for the API's description
	errors       []int     // besides those that every route of its kind can answer
	original     bool      // part of the original service's contract: served before setup, too
}

// routes is the whole of what is served, one line a route: method, path, which
// people may, which scope lets a key, handler. It is the only place of these
// rules: a route that is not in the table does not start (see checkTable). Which
// enquiries somebody may then see or move is said in app: sight.go, handover.go.
func (s *Server) routes() {
	get, post, patch, del := http.MethodGet, http.MethodPost, http.MethodPatch, http.MethodDelete

	handle(s, route{get, "/health", anyone, noKey, 200, "Is the server up", []int{503}, true}, s.health)
	handle(s, route{get, "/livez", anyone, noKey, 200, "Is the process alive", nil, true}, s.livez)
	handle(s, route{get, "/readyz", anyone, noKey, 200, "Can it do its work, point by point", []int{503}, true}, s.readyz)
	plain(s, route{get, "/metrics", anyone, noKey, 200, "Figures for Prometheus, for those who know METRICS_TOKEN", nil, true}, s.metrics)

	handle(s, route{post, "/api/auth/register", anyone, noKey, 201, "Make an account", []int{400, 403, 409, 429}, true}, s.register)
	handle(s, route{post, "/api/auth/login", anyone, noKey, 200, "Get a token", []int{400, 401, 429}, true}, s.login)

	handle(s, route{post, "/api/auth/forgot", stranger, noKey, 200, "I cannot sign in", []int{400, 429}, false}, s.forgot)
	handle(s, route{post, "/api/auth/reset", stranger, noKey, 200, "Choose a new password by a link", []int{400}, false}, s.reset)

	handle(s, route{post, "/api/enquiries/public", anyone, keyCreate, 201, "Send an enquiry", []int{400}, true}, s.submit)
	handle(s, route{post, "/api/enquiries", staff, keyCreate, 201, "Add a walk-in or a call", []int{400, 401, 403, 422}, false}, s.addWalkIn)
	handle(s, route{get, "/api/enquiries/lookup", staff, keyRead, 200, "Who has this phone number", []int{400, 401}, false}, s.lookup)
	handle(s, route{get, "/api/enquiries/unclaimed", staff, keyRead, 200, "The queue", []int{400, 401}, true}, s.unclaimed)
	handle(s, route{get, "/api/enquiries/mine", staff, noKey, 200, "What I own", []int{400, 401, 429}, true}, s.mine)
	handle(s, route{post, "/api/enquiries/{id}/claim", counsellors, keyClaim, 200, "Claim an enquiry", []int{400, 401, 403, 404, 409, 422}, true}, s.claim)
	handle(s, route{post, "/api/enquiries/claim-next", counsellors, keyClaim, 200, "Claim the next enquiry in line", []int{401, 422}, false}, s.claimNext)
	handle(s, route{post, "/api/enquiries/{id}/release", counsellors, keyClaim, 200, "Put an enquiry back in the queue", []int{400, 401, 403, 404, 409}, false}, s.release)
	handle(s, route{post, "/api/enquiries/{id}/reassign", staff, keyClaim, 200, "Hand an enquiry to somebody", []int{400, 401, 403, 404, 409, 422}, false}, s.reassign)
	handle(s, route{post, "/api/enquiries/reassign", staff, keyClaim, 200, "Hand several enquiries to somebody, each as if alone", []int{400, 401, 403}, false}, s.reassignAll)
	handle(s, route{post, "/api/enquiries/stage", counsellors, noKey, 200, "Move several enquiries to a stage, each as if alone", []int{400, 401, 403}, false}, s.stageAll)
	handle(s, route{post, "/api/enquiries/tags", counsellors, noKey, 200, "Put tags on several enquiries and take others off, each as if alone", []int{400, 401, 403}, false}, s.tagAll)
	handle(s, route{get, "/api/tags", staff, keyRead, 200, "The tags in use", []int{401}, false}, s.tags)
	handle(s, route{post, "/api/enquiries/{id}/looking", staff, noKey, 200, "I have this enquiry open", []int{400, 401, 404}, false}, s.looking)
	handle(s, route{del, "/api/enquiries/{id}/looking", staff, noKey, 200, "I have closed this enquiry", []int{400, 401}, false}, s.lookAway)
	handle(s, route{get, "/api/search", staff, keyRead, 200, "Enquiries by name, phone number, e-mail or number", []int{400, 401, 429}, false}, s.search)
	handle(s, route{get, "/api/enquiries", staff, keyRead, 200, "Leads by stage, owner, course or what is due", []int{400, 401}, false}, s.leads)
	handle(s, route{get, "/api/enquiries/export", ownerOnly, keyExport, 200, "Leads as a file, by the filters of the list or chosen ones", []int{400, 429}, false}, s.exportLeads)
	s.alsoCSV("/api/enquiries/export")
	handle(s, route{get, "/api/enquiries/{id}", staff, keyRead, 200, "One enquiry", []int{400, 401, 404}, false}, s.enquiry)
	handle(s, route{patch, "/api/enquiries/{id}", counsellors, noKey, 200, "Correct the facts of an enquiry", []int{400, 401, 403, 404, 409, 412, 428}, false}, s.editEnquiry)
	handle(s, route{get, "/api/enquiries/{id}/events", staff, keyRead, 200, "The history of an enquiry", []int{400, 401, 404}, false}, s.history)
	handle(s, route{get, "/api/enquiries/{id}/form", staff, noKey, 200, "What an enquiry said in forms, and what it allowed", []int{400, 401, 404}, false}, s.fromForm)
	handle(s, route{post, "/api/enquiries/{id}/attempts", counsellors, noKey, 201, "Log an attempt to reach the person, and the next step", []int{400, 401, 403, 404, 409}, false}, s.logAttempt)
	handle(s, route{post, "/api/enquiries/{id}/notes", staff, noKey, 201, "Write a note", []int{400, 401, 404}, false}, s.addNote)
	handle(s, route{patch, "/api/enquiries/{id}/notes/{note}", staff, noKey, 200, "Correct a note", []int{400, 401, 403, 404}, false}, s.editNote)
	handle(s, route{post, "/api/enquiries/{id}/stage", counsellors, noKey, 200, "Move an enquiry to a stage, or close it", []int{400, 401, 403, 404, 409, 422}, false}, s.changeStage)
	handle(s, route{post, "/api/enquiries/{id}/reopen", counsellors, noKey, 200, "Open a closed enquiry again", []int{400, 401, 403, 404, 409, 422}, false}, s.reopen)
	handle(s, route{post, "/api/enquiries/{id}/merge", counsellors, noKey, 200, "Merge an enquiry into the one that it turned out to be", []int{400, 401, 403, 404, 409, 422}, false}, s.merge)
	handle(s, route{del, "/api/enquiries/{id}/merge", counsellors, noKey, 200, "Undo a merge, within 30 days", []int{400, 401, 403, 404, 409, 422}, false}, s.unmerge)
	handle(s, route{get, "/api/duplicates", ownerOnly, noKey, 200, "Open enquiries that may be of one person", []int{401, 403}, false}, s.duplicates)
	handle(s, route{post, "/api/duplicates/apart", ownerOnly, noKey, 200, "They are two: do not ask again", []int{400, 401, 403, 404}, false}, s.tellApart)
	handle(s, route{get, "/api/followups", counsellors, noKey, 200, "What is to be done, the most urgent first", []int{400, 401, 403}, false}, s.followUps)
	handle(s, route{patch, "/api/followups/{id}", counsellors, noKey, 200, "Move a follow-up", []int{400, 401, 403, 404, 409, 422}, false}, s.moveFollowUp)

	handle(s, route{get, "/api/setup", stranger, noKey, 200, "Is there an owner", nil, true}, s.setupState)
	handle(s, route{post, "/api/setup", stranger, noKey, 201, "Make the first owner", []int{400, 403, 409, 429}, true}, s.setup)
	handle(s, route{patch, "/api/setup", ownerOnly, noKey, 200, "Note how far the setup is", []int{400, 401, 403, 409}, false}, s.setupStep)
	handle(s, route{get, "/api/checklist", ownerOnly, noKey, 200, "What is left to do after the setup", []int{401, 403}, false}, s.checklist)
	handle(s, route{patch, "/api/checklist", ownerOnly, noKey, 200, "Tick something off", []int{400, 401, 403}, false}, s.tick)
	handle(s, route{get, "/api/samples", ownerOnly, noKey, 200, "How many samples there are", []int{401, 403}, false}, s.samples)
	handle(s, route{post, "/api/samples", ownerOnly, noKey, 201, "Add sample enquiries", []int{400, 401, 403, 409}, false}, s.addSamples)
	handle(s, route{del, "/api/samples", ownerOnly, noKey, 200, "Remove all samples", []int{401, 403}, false}, s.removeSamples)
	handle(s, route{post, "/api/session", stranger, noKey, 200, "Sign a browser in", []int{400, 401, 403, 429}, false}, s.openSession)
	handle(s, route{del, "/api/session", self, noKey, 200, "Sign out", []int{401, 403}, false}, s.closeSession)
	handle(s, route{get, "/api/me", self, noKey, 200, "Who am I", []int{401}, false}, s.me)
	handle(s, route{patch, "/api/me", self, noKey, 200, "Change my account", []int{400, 401, 409, 429}, false}, s.changeMe)
	handle(s, route{get, "/api/me/sessions", self, noKey, 200, "Where I am signed in", []int{401}, false}, s.mySessions)
	handle(s, route{del, "/api/me/sessions", self, noKey, 200, "Sign me out everywhere else", []int{401}, false}, s.endMyOtherSessions)
	handle(s, route{del, "/api/me/sessions/{id}", self, noKey, 200, "Sign me out there", []int{400, 401, 404}, false}, s.endMySession)
	handle(s, route{post, "/api/me/totp", self, noKey, 201, "Begin to set up a second factor", []int{400, 401, 409, 429}, false}, s.beginTOTP)
	handle(s, route{post, "/api/me/totp/confirm", self, noKey, 200, "Switch it on with one code", []int{400, 401, 409, 429}, false}, s.confirmTOTP)
	handle(s, route{post, "/api/me/totp/codes", self, noKey, 201, "Make new recovery codes; the old ones end", []int{400, 401, 409, 429}, false}, s.newRecoveryCodes)
	handle(s, route{del, "/api/me/totp", self, noKey, 200, "Switch it off", []int{400, 401, 409, 429}, false}, s.removeTOTP)

	handle(s, route{get, "/api/me/notices", staff, noKey, 200, "What I am told, and on which devices", []int{401}, false}, s.notices)
	handle(s, route{patch, "/api/me/notices", staff, noKey, 200, "Choose what I am told", []int{400, 401}, false}, s.changeNotices)
	handle(s, route{post, "/api/me/devices", staff, noKey, 201, "Send my notices to this browser", []int{400, 401, 403, 503}, false}, s.addDevice)
	handle(s, route{del, "/api/me/devices/{id}", staff, noKey, 200, "Send none to a device any more", []int{400, 401, 404}, false}, s.removeDevice)
	handle(s, route{post, "/api/me/devices/{id}/test", staff, noKey, 200, "Send a notice to a device", []int{400, 401, 404}, false}, s.testDevice)

	handle(s, route{get, "/api/users", staff, keyRead, 200, "Who works here", []int{401}, false}, s.users)
	handle(s, route{patch, "/api/users/{id}", ownerOnly, noKey, 200, "Change a person", []int{400, 401, 403, 409}, false}, s.changeUser)
	handle(s, route{get, "/api/users/{id}/held", ownerOnly, noKey, 200, "How much a person holds", []int{400, 401, 403}, false}, s.held)
	handle(s, route{post, "/api/users/{id}/deactivate", ownerOnly, noKey, 200, "End a person's work here", []int{400, 401, 403, 409}, false}, s.deactivate)
	handle(s, route{del, "/api/users/{id}/sessions", ownerOnly, noKey, 200, "Sign somebody out everywhere", []int{400, 401}, false}, s.endSessionsOf)
	handle(s, route{del, "/api/users/{id}/totp", ownerOnly, noKey, 200, "Clear the second factor of somebody who lost it", []int{400, 401, 409}, false}, s.clearTOTP)
	handle(s, route{post, "/api/users/{id}/reset-link", ownerOnly, noKey, 201, "A link to choose a new password by; shown once", []int{400, 401}, false}, s.resetLink)
	handle(s, route{get, "/api/roles", ownerOnly, noKey, 200, "The limits of each role", []int{401, 403}, false}, s.roles)
	handle(s, route{patch, "/api/roles/{role}", ownerOnly, noKey, 200, "Change the limits of a role", []int{400, 401, 403, 404}, false}, s.changeRole)
	handle(s, route{get, "/api/invitations", ownerOnly, noKey, 200, "Open invitations", []int{401, 403}, false}, s.invitations)
	handle(s, route{post, "/api/invitations", ownerOnly, noKey, 201, "Invite somebody", []int{400, 401, 403}, false}, s.invite)
	handle(s, route{del, "/api/invitations/{id}", ownerOnly, noKey, 200, "Withdraw an invitation", []int{400, 401, 403, 404}, false}, s.withdraw)
	handle(s, route{post, "/api/invitations/look", stranger, noKey, 200, "What a link offers", []int{400, 404}, false}, s.offer)
	handle(s, route{post, "/api/invitations/accept", stranger, noKey, 201, "Accept an invitation", []int{400, 404, 409}, false}, s.accept)

	handle(s, route{get, "/api/settings", staff, noKey, 200, "The school's choices", []int{401}, false}, s.settings)
	handle(s, route{patch, "/api/settings", ownerOnly, noKey, 200, "Change the school's choices", []int{400, 401, 403}, false}, s.changeSettings)

	handle(s, route{get, "/api/mail", ownerOnly, noKey, 200, "The mail server and which mails go out", []int{401, 403}, false}, s.mail)
	handle(s, route{patch, "/api/mail", ownerOnly, noKey, 200, "Switch mails off, or word the answer to an enquirer", []int{400, 401, 403}, false}, s.changeMail)
	handle(s, route{post, "/api/mail/preview", ownerOnly, noKey, 200, "The answer as somebody would get it now", []int{400, 401, 403}, false}, s.previewMail)
	handle(s, route{post, "/api/mail/test", ownerOnly, noKey, 200, "Send a mail to me and say what the server said", []int{401, 403, 429, 503}, false}, s.testMail)
	handle(s, route{get, "/api/letters", ownerOnly, noKey, 200, "What was sent to whom, and what waits", []int{400, 401, 403}, false}, s.letters)
	handle(s, route{post, "/api/letters/{id}/again", ownerOnly, noKey, 200, "Try again to send what failed", []int{400, 401, 403, 404}, false}, s.sendAgain)

	for _, list := range []app.ChoiceList{app.Courses, app.Sources} {
		path := "/api/" + string(list)
		handle(s, route{get, path, staff, keyRead, 200, "The school's " + string(list), []int{401}, false}, s.choices(list))
		handle(s, route{post, path, ownerOnly, noKey, 201, "Add to the school's " + string(list), []int{400, 401, 403, 409}, false}, s.addChoice(list))
		handle(s, route{patch, path + "/{id}", ownerOnly, noKey, 200, "Rename, move or archive", []int{400, 401, 403, 404, 409}, false}, s.changeChoice(list))
	}

	handle(s, route{get, "/api/stages", staff, keyRead, 200, "The stages and what they are called", []int{401}, false}, s.stages)
	handle(s, route{patch, "/api/stages", ownerOnly, noKey, 200, "Call stages something else", []int{400, 401, 403, 409}, false}, s.renameStages)
	handle(s, route{get, "/api/intakes", staff, keyRead, 200, "When courses start", []int{401}, false}, s.intakes)
	handle(s, route{post, "/api/intakes", ownerOnly, noKey, 201, "Add an intake", []int{400, 401, 403, 409}, false}, s.addIntake)
	handle(s, route{patch, "/api/intakes/{id}", ownerOnly, noKey, 200, "Change or archive an intake", []int{400, 401, 403, 404, 409}, false}, s.changeIntake)
	handle(s, route{get, "/api/templates", counsellors, noKey, 200, "Messages to start from", []int{401}, false}, s.templates)
	handle(s, route{post, "/api/templates", ownerOnly, noKey, 201, "Add a message", []int{400, 401, 403, 409}, false}, s.addTemplate)
	handle(s, route{patch, "/api/templates/{id}", ownerOnly, noKey, 200, "Change a message", []int{400, 401, 403, 404, 409}, false}, s.changeTemplate)
	handle(s, route{del, "/api/templates/{id}", ownerOnly, noKey, 200, "Remove a message", []int{400, 401, 403, 404}, false}, s.removeTemplate)

	handle(s, route{get, "/api/views", staff, keyRead, 200, "Lists of leads that the school comes back to", []int{401}, false}, s.views)
	handle(s, route{post, "/api/views", ownerOnly, noKey, 201, "Keep a list of leads under a name", []int{400, 401, 403, 409, 422}, false}, s.addView)
	handle(s, route{patch, "/api/views/{id}", ownerOnly, noKey, 200, "Rename a view or let it show something else", []int{400, 401, 403, 404, 409}, false}, s.changeView)
	handle(s, route{del, "/api/views/{id}", ownerOnly, noKey, 200, "Remove a view", []int{400, 401, 403, 404}, false}, s.removeView)

	handle(s, route{get, "/api/forms", ownerOnly, noKey, 200, "The school's forms", []int{401, 403}, false}, s.forms)
	handle(s, route{post, "/api/forms", ownerOnly, noKey, 201, "Add a form", []int{400, 401, 403, 409}, false}, s.addForm)
	handle(s, route{patch, "/api/forms/{id}", ownerOnly, noKey, 200, "Change a form", []int{400, 401, 403, 404, 409}, false}, s.changeForm)
	handle(s, route{post, "/api/forms/{id}/preview", ownerOnly, noKey, 200, "A form as it would be with a change", []int{400, 401, 403, 404}, false}, s.tryForm)
	handle(s, route{get, "/api/suspects", ownerOnly, noKey, 200, "What may be spam", []int{401, 403}, false}, s.suspects)
	handle(s, route{post, "/api/suspects/{id}/let-in", ownerOnly, noKey, 200, "It is no spam: let it in", []int{400, 401, 403, 404}, false}, s.letInSuspect)
	handle(s, route{post, "/api/suspects/{id}/spam", ownerOnly, noKey, 200, "It is spam", []int{400, 401, 403, 404}, false}, s.callSpam)

	handle(s, route{get, "/api/privacy/requests", ownerOnly, noKey, 200, "What people asked for about their data", nil, false}, s.privacy)
	handle(s, route{get, "/api/privacy/person", ownerOnly, noKey, 200, "Everything that is kept about a person", []int{400, 404, 429}, false}, s.personData)
	plain(s, route{post, "/api/privacy/export", ownerOnly, noKey, 200, "The same as a file to give away", []int{400, 404, 429}, false}, s.exportPerson)
	handle(s, route{post, "/api/privacy/erase", ownerOnly, noKey, 200, "Erase a person for good", []int{400, 404}, false}, s.erase)
	handle(s, route{get, "/api/audit", ownerOnly, noKey, 200, "Who did what", []int{400, 429}, false}, s.audit)
	s.alsoCSV("/api/audit")
	handle(s, route{get, "/api/keys", ownerOnly, noKey, 200, "The API keys", nil, false}, s.keys)
	handle(s, route{post, "/api/keys", ownerOnly, noKey, 201, "Make an API key", []int{400}, false}, s.makeKey)
	handle(s, route{del, "/api/keys/{id}", ownerOnly, noKey, 200, "Revoke an API key", []int{400, 404}, false}, s.revokeKey)

	plain(s, route{get, "/f/work.js", anyone, noKey, 200, "What a sender's machine works with", nil, false}, doorScript(func() []byte { return s.kit.worker }))
	plain(s, route{get, "/f/{slug}", anyone, noKey, 200, "A form", nil, false}, s.showForm)
	plain(s, route{post, "/f/{slug}", anyone, noKey, 303, "Send a form", nil, false}, s.sendForm)
	plain(s, route{get, "/f/{slug}/thanks", anyone, noKey, 200, "After a form was sent", nil, false}, s.thanks)
	plain(s, route{get, "/f/{slug}/mine", anyone, noKey, 200, "What I have sent", nil, false}, s.mineAgain)
	plain(s, route{post, "/f/{slug}/mine", anyone, noKey, 200, "Take back what I have allowed", nil, false}, s.askPrivacy)
	plain(s, route{get, "/f/{slug}/embed.js", anyone, noKey, 200, "Shows a form in another page", nil, false}, doorScript(func() []byte { return s.kit.embedding }))
	plain(s, route{get, "/f/{slug}/poster", anyone, noKey, 200, "A form's address to print", nil, false}, s.poster)
	plain(s, route{get, "/f/{slug}/qr.png", anyone, noKey, 200, "The same as a picture", nil, false}, s.qrCode)
	handle(s, route{get, "/api/backups", ownerOnly, noKey, 200, "The backups, and whether they are good", nil, false}, s.backups)
	handle(s, route{post, "/api/backups", ownerOnly, noKey, 202, "Make a backup now", nil, false}, s.backUp)
	plain(s, route{get, "/api/backups/{id}/file", ownerOnly, noKey, 200, "Take a backup away", []int{404}, false}, s.backupFile)

	plain(s, route{get, "/api/stream", staff, keyRead, 200, "Changes as they happen", nil, false}, s.stream)
	plain(s, route{get, "/api/openapi.json", anyone, noKey, 200, "This description", nil, true}, s.openAPI())
	s.serveUI()
	s.fiber.Use(routeNotFound)
}
