package workflows

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
)

// commands are those that the test binary plays where a step calls it by their
// names.
var commands = []string{"az", "curl", "gh"}

// workFolder is the variable that names the stage's folder to them.
const workFolder = "WORKFLOWS_TEST"

const (
	azLog   = "az.log"   // each call of az rest
	chatLog = "chat.log" // each message to the chat
)

func TestMain(m *testing.M) {
	name := filepath.Base(os.Args[0])
	if !slices.Contains(commands, name) {
		os.Exit(m.Run())
	}
	if err := command(name, os.Args[1:]); err != nil {
		fmt.Fprintf(os.Stderr, "the stand-in for %s: %v\n", name, err)
		os.Exit(1)
	}
}

func command(name string, args []string) error {
	switch line := strings.Join(args, " "); {
	case name == "az" && args[0] == "login" && len(args) == 3:
		return login(args[1], args[2])
	case name == "az" && len(args) == 5 && args[0] == "rest" && args[1] == "--method" && args[3] == "--url":
		return rest(args[2], args[4])
	case name == "curl" && args[len(args)-1] == chat:
		return tell()
	case line == "release download v1.2.3 --repo OWNER/start-synchronization-job --pattern "+os.Getenv("BINARY")+" --pattern binaries.sigstore.json":
		return os.Link(inWork("start-synchronization-job"), os.Getenv("BINARY"))
	case line == "attestation verify "+os.Getenv("BINARY")+" --repo OWNER/start-synchronization-job --bundle binaries.sigstore.json --source-ref refs/tags/v1.2.3":
		_, err := os.Stat(os.Getenv("BINARY"))
		return err
	}
	return fmt.Errorf("does not know: %q", args)
}

func inWork(name string) string { return filepath.Join(os.Getenv(workFolder), name) }

// login signs in by GitHub's id token as azure/login does.
func login(tenant, client string) error {
	ask, err := http.NewRequest(http.MethodGet, os.Getenv("ACTIONS_ID_TOKEN_REQUEST_URL")+"&audience=api://AzureADTokenExchange", nil)
	if err != nil {
		return err
	}
	ask.Header.Set("Authorization", "Bearer "+os.Getenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN"))
	var idToken struct{ Value string }
	if err := answer(ask, &idToken); err != nil {
		return err
	}
	form := url.Values{
		"grant_type": {"client_credentials"}, "client_id": {client}, "scope": {"https://graph.microsoft.com/.default"},
		"client_assertion": {idToken.Value}, "client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
	}
	exchange, err := http.NewRequest(http.MethodPost, "https://login.microsoftonline.com/"+tenant+"/oauth2/v2.0/token", strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	exchange.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	var token struct {
		AccessToken string `json:"access_token"`
	}
	if err := answer(exchange, &token); err != nil {
		return err
	}
	return os.WriteFile(inWork("az.token"), []byte(token.AccessToken), 0o600)
}

// rest sends one request, and writes it down.
func rest(method, address string) error {
	if err := add(azLog, method+" "+address+"\n"); err != nil {
		return err
	}
	token, err := os.ReadFile(inWork("az.token"))
	if err != nil {
		return err
	}
	request, err := http.NewRequest(strings.ToUpper(method), address, nil)
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+string(token))
	request.Header.Set("User-Agent", "AZURECLI/2.45.0")
	request.Header.Set("client-request-id", uuid.NewString())
	var body json.RawMessage
	if err := answer(request, &body); err != nil {
		return err
	}
	_, err = os.Stdout.Write(body)
	return err
}

// answer reads the JSON of a good answer, if it has any.
func answer(request *http.Request, into any) error {
	response, err := new(http.Client).Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode >= 300 {
		err = errors.New(response.Status)
	}
	if err == nil && len(body) > 0 {
		err = json.Unmarshal(body, into)
	}
	return err
}

// tell writes a message to the chat down.
func tell() error {
	var message bytes.Buffer
	sent, err := io.ReadAll(os.Stdin)
	if err == nil {
		err = json.Compact(&message, sent)
	}
	return errors.Join(err, add(chatLog, message.String()))
}

func add(log, text string) error {
	f, err := os.OpenFile(inWork(log), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}
