// Clients that Stowage did not write, run against it: the aggregation layer's own code, client-go's and controller-runtime's clients and caches, kubectl's checks.
// Usage: clients <command>, with the input on stdin: how to reach the cluster and an apiserver of Stowage. It prints one JSON document.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/signal"

	"k8s.io/client-go/discovery"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

// Input is how to reach everything.
type Input struct {
	// Path of the administrator's kubeconfig.
	Kubeconfig string `json:"kubeconfig"`
	// An apiserver of Stowage, and what kube-apiserver shows to it.
	Direct struct {
		URL        string `json:"url"`
		ServerName string `json:"serverName"`
		CA         string `json:"ca"`
		Cert       string `json:"cert"`
		Key        string `json:"key"`
	} `json:"direct"`
	// What the command takes besides.
	Options json.RawMessage `json:"options"`
}

var commands = map[string]func(context.Context, Input) (any, error){
	"discovery":     discover,
	"merge-openapi": mergeOpenAPI,
	"query-params":  queryParams,
	"schemas":       schemas,
	"informers":     informers,
	"clients":       clients,
	"follow":        follow,
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("usage: clients <command>, with the input on stdin")
	}
	command, known := commands[args[0]]
	if !known {
		return fmt.Errorf("there is no command %q", args[0])
	}
	var input Input
	if err := json.NewDecoder(os.Stdin).Decode(&input); err != nil {
		return fmt.Errorf("reading the input: %w", err)
	}
	result, err := command(ctx, input)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(result)
}

// config is a client's configuration for the administrator, without client-go's own limit on requests.
func (input Input) config() (*rest.Config, error) {
	config, err := clientcmd.BuildConfigFromFlags("", input.Kubeconfig)
	if err != nil {
		return nil, err
	}
	config.QPS, config.Burst = -1, -1
	return config, nil
}

// begin reads what the command takes besides, and gives the configuration of its clients.
func (input Input) begin(options any) (*rest.Config, error) {
	if err := json.Unmarshal(input.Options, options); err != nil {
		return nil, err
	}
	return input.config()
}

func (input Input) discovery() (*discovery.DiscoveryClient, error) {
	config, err := input.config()
	if err != nil {
		return nil, err
	}
	return discovery.NewDiscoveryClientForConfig(config)
}
