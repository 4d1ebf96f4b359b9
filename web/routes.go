package web

import (
	"context"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"
)

// access says who may use a route. Every route names one; there is no default.
type access string

const (
	anyone   access = "anyone"   // no sign-in needed
	stranger access = "stranger" // no sign-in needed; browsers only from our own pages
	staff    access = "staff"    // everybody who is signed in
	self     access = "self"     // likewise, also before a second factor that the school asks for

	counsellors access = "counsellor" // counsellors and owners; not the front desk
	ownerOnly   access = "owner"      // owners of the desk
)

// scope is what an API key must have been given to use a route.
type scope string

const (
	noKey     scope = "" // keys may never; it takes a person
	keyCreate scope = "enquiries:create"
	keyRead   scope = "enquiries:read"
	keyClaim  scope = "enquiries:claim"
)

// route is one line of the route table.
type route struct {
	method, path string
	who          access
	key          scope  // of an API key, on routes that need a sign-in
	status       int    // of success
	summary      string // for the API's description
	errors       []int  // besides those that every route can answer
	original     bool   // part of the original service's contract: served before setup, too
}

// routes is the whole API, one line a route: method, path, who may, handler.
func (s *Server) routes() {
	get, post, patch, del := http.MethodGet, http.MethodPost, http.MethodPatch, http.MethodDelete

	handle(s, route{get, "/health", anyone, noKey, 200, "Is the server up", []int{503}, true}, s.health)
	handle(s, route{get, "/livez", anyone, noKey, 200, "Is the process alive", nil, true}, s.livez)
	handle(s, route{get, "/readyz", anyone, noKey, 200, "Can it do its work", []int{503}, true}, s.health)

	handle(s, route{post, "/api/auth/register", anyone, noKey, 201, "Make an account", []int{400, 403, 409, 429}, true}, s.register)
	handle(s, route{post, "/api/auth/login", anyone, noKey, 200, "Get a token", []int{400, 401, 429}, true}, s.login)

	handle(s, route{post, "/api/auth/forgot", stranger, noKey, 200, "I cannot sign in", []int{400}, false}, s.forgot)
	handle(s, route{post, "/api/auth/reset", stranger, noKey, 200, "Choose a new password by a link", []int{400}, false}, s.reset)

	handle(s, route{post, "/api/enquiries/public", anyone, noKey, 201, "Send an enquiry", []int{400}, true}, s.submit)
	handle(s, route{get, "/api/enquiries/unclaimed", staff, keyRead, 200, "The queue", []int{400, 401}, true}, s.unclaimed)
	handle(s, route{get, "/api/enquiries/mine", staff, noKey, 200, "What I own", []int{400, 401}, true}, s.mine)
	handle(s, route{post, "/api/enquiries/{id}/claim", staff, keyClaim, 200, "Claim an enquiry", []int{400, 401, 403, 404, 409, 422}, true}, s.claim)
	handle(s, route{post, "/api/enquiries/claim-next", staff, keyClaim, 200, "Claim the next enquiry in line", []int{401, 422}, false}, s.claimNext)
	handle(s, route{post, "/api/enquiries/{id}/release", staff, keyClaim, 200, "Put an enquiry back in the queue", []int{400, 401, 403, 404, 409}, false}, s.release)
	handle(s, route{post, "/api/enquiries/{id}/reassign", staff, keyClaim, 200, "Hand an enquiry to somebody", []int{400, 401, 403, 404, 409, 422}, false}, s.reassign)
	handle(s, route{post, "/api/enquiries/{id}/looking", staff, noKey, 200, "I have this enquiry open", []int{400, 401, 404}, false}, s.looking)
	handle(s, route{get, "/api/enquiries/{id}", staff, keyRead, 200, "One enquiry", []int{400, 401, 404}, false}, s.enquiry)

	handle(s, route{get, "/api/setup", stranger, noKey, 200, "Is there an owner", nil, true}, s.setupState)
	handle(s, route{post, "/api/setup", stranger, noKey, 201, "Make the first owner", []int{400, 403, 409}, true}, s.setup)
	handle(s, route{post, "/api/session", stranger, noKey, 200, "Sign a browser in", []int{400, 401, 403, 429}, false}, s.openSession)
	handle(s, route{del, "/api/session", self, noKey, 200, "Sign out", []int{401, 403}, false}, s.closeSession)
	handle(s, route{get, "/api/me", self, noKey, 200, "Who am I", []int{401}, false}, s.me)
	handle(s, route{patch, "/api/me", self, noKey, 200, "Change my account", []int{400, 401, 409, 429}, false}, s.changeMe)
	handle(s, route{get, "/api/me/sessions", self, noKey, 200, "Where I am signed in", []int{401}, false}, s.mySessions)
	handle(s, route{del, "/api/me/sessions", self, noKey, 200, "Sign me out everywhere else", []int{401}, false}, s.endMyOtherSessions)
	handle(s, route{del, "/api/me/sessions/{id}", self, noKey, 200, "Sign me out there", []int{400, 401, 404}, false}, s.endMySession)
	handle(s, route{post, "/api/me/totp", self, noKey, 201, "Begin to set up a second factor", []int{400, 401, 409, 429}, false}, s.beginTOTP)
	handle(s, route{post, "/api/me/totp/confirm", self, noKey, 200, "Switch it on with one code", []int{400, 401, 409, 429}, false}, s.confirmTOTP)
	handle(s, route{del, "/api/me/totp", self, noKey, 200, "Switch it off", []int{400, 401, 409, 429}, false}, s.removeTOTP)

	handle(s, route{get, "/api/users", staff, keyRead, 200, "Who works here", []int{401}, false}, s.users)
	handle(s, route{patch, "/api/users/{id}", ownerOnly, noKey, 200, "What a person takes, and their limits", []int{400, 401, 403}, false}, s.changeUser)
	handle(s, route{del, "/api/users/{id}/sessions", ownerOnly, noKey, 200, "Sign somebody out everywhere", []int{400, 401}, false}, s.endSessionsOf)
	handle(s, route{del, "/api/users/{id}/totp", ownerOnly, noKey, 200, "Clear the second factor of somebody who lost it", []int{400, 401, 409}, false}, s.clearTOTP)
	handle(s, route{post, "/api/users/{id}/reset-link", ownerOnly, noKey, 201, "A link to choose a new password by; shown once", []int{400, 401}, false}, s.resetLink)
	handle(s, route{get, "/api/settings", staff, noKey, 200, "The school's choices", []int{401}, false}, s.settings)
	handle(s, route{patch, "/api/settings", ownerOnly, noKey, 200, "Change the school's choices", []int{400, 401, 403}, false}, s.changeSettings)

	s.fiber.Get("/api/stream", s.stream)
	s.fiber.Get("/api/openapi.json", s.openAPI())
	s.serveUI()
	s.fiber.Use(routeNotFound)
}

// handle puts one typed handler behind its route. The handler knows no Fiber.
func handle[I, O any](s *Server, r route, fn func(context.Context, *I) (*O, error)) {
	huma.Register(s.api, huma.Operation{
		Method:        r.method,
		Path:          r.path,
		OperationID:   operationID(r),
		Summary:       r.summary,
		DefaultStatus: r.status,
		Errors:        alsoPossible(r),
		Security:      security(r.who),
		Middlewares:   huma.Middlewares{s.admit(r)},
		// The rules live in app, which reports all wrong fields at once, in the
		// original's words.
		SkipValidateBody:   true,
		SkipValidateParams: true,
	}, func(ctx context.Context, in *I) (*O, error) {
		out, err := fn(ctx, in)
		if err != nil {
			return nil, s.failure(ctx, err)
		}
		return out, nil
	})
}

// alsoPossible adds to a route's own refusals those that any route of its kind
// can answer.
func alsoPossible(r route) []int {
	list := append(slices.Clone(r.errors), http.StatusInternalServerError, http.StatusServiceUnavailable)
	if r.who != anyone && r.who != stranger && r.who != self {
		list = append(list, http.StatusForbidden) // the school asks for a second factor
	}
	if r.method != http.MethodGet {
		if r.who != anyone {
			list = append(list, http.StatusForbidden) // a write sent by another site's page
		}
		// A repeated Idempotency-Key: of another request, or of one under way.
		list = append(list, http.StatusConflict, http.StatusUnprocessableEntity)
		list = append(list, http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	slices.Sort(list)
	return slices.Compact(list)
}
