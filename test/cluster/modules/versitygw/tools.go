//go:build tools

// Package tools pins what this module builds; see test/cluster/build/programs.ts.
package tools

import (
	_ "github.com/versity/versitygw/cmd/versitygw"
)
