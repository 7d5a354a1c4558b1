package main

import "testing"

// Texts of services lose what belongs to somebody, known or not.
func TestHidden(t *testing.T) {
	t.Parallel()
	var h hidden
	h.add("<client-id>", "c7b06f1e-44d2-4a8f-8e35-91d0b6a2e7f4")
	h.add("<job-id>", "BoxOutDelta.e4bbf44533ea4eabb17027f3a92e92aa")
	h.add("<short>", "app")
	tests := []struct{ text, want string }{
		{"Application with identifier 'C7B06F1E-44D2-4A8F-8E35-91D0B6A2E7F4' was not found in the directory 'Contoso'.",
			"Application with identifier '<client-id>' was not found in the directory '<text>'."},
		{"The client 'c7b06f1e-44d2-4a8f-8e35-91d0b6a2e7f4'(directory workflow) has none.", "The client '<client-id>'(<name>) has none."},
		{"not found in the tenant named Contoso Ltd. This can happen.", "not found in the tenant named <name>. This can happen."},
		{"not found in the tenant named 5d1f0c72-8a3e-4b19-9c64-2f7e08a1b3d5. This", "not found in the tenant named <name>. This"},
		{`Resource "octavia" of octavia@contoso.com at 10.1.2.3`, `Resource "<text>" of <address> at <address>`},
		{"boxoutdelta.e4bbf44533ea4eabb17027f3a92e92aa of 5d1f0c72-8a3e-4b19-9c64-2f7e08a1b3d5", "<job-id> of <GUID>"},
		{"contoso.onmicrosoft.com, graph.microsoft.com", "<domain>, graph.microsoft.com"},
		{"Current time: 2026-08-03T09:30:00.1234567Z, an app", "Current time: <time>, an app"},
		{"bearer eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJ4In0.c2lnbmF0dXJl", "bearer (token)"},
		{"two\n::error::lines ##[error]", "two ::error::lines ## [error]"},
	}
	for _, test := range tests {
		if got := h.in(test.text); got != test.want {
			t.Errorf("%q:\ngot  %q\nwant %q", test.text, got, test.want)
		}
	}
}
