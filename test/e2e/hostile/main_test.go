package hostile

import (
	"testing"

	"start-synchronization-job/test/e2e"
)

func TestMain(m *testing.M) { e2e.Main(m) }
