package app

// Scope is one thing that an API key may be given to do.
type Scope string

// The scopes. Which route needs which is written on the route lines of the API.
const (
	ScopeCreate  Scope = "enquiries:create" // send enquiries in
	ScopeRead    Scope = "enquiries:read"   // read them, with contact details once they are claimed
	ScopeClaim   Scope = "enquiries:claim"  // claim, put back and hand over for the key's person
	ScopeReports Scope = "reports:read"     // read the figures
	ScopeExport  Scope = "export"           // take all enquiries away as a file
)

// Scopes are all scopes there are.
var Scopes = []Scope{ScopeCreate, ScopeRead, ScopeClaim, ScopeReports, ScopeExport}
