package main

import (
	"context"
	"net/http"
	"net/http/httptest"

	apidiscovery "k8s.io/api/apidiscovery/v2"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apiserver/pkg/endpoints/discovery/aggregated"

	apiregistration "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
	"k8s.io/kube-aggregator/pkg/apiserver"

	"encoding/json"
)

const (
	group   = "stowage.dev"
	version = "v1alpha1"
)

// discover runs kube-aggregator's own discovery manager against the apiserver, and client-go's discovery client, both ways, against kube-apiserver.
func discover(ctx context.Context, input Input) (any, error) {
	handler, err := input.handler()
	if err != nil {
		return nil, err
	}
	merged := aggregated.NewResourceManager("apis")
	manager := apiserver.NewDiscoveryManager(merged)
	port := int32(443)
	manager.AddAPIService(&apiregistration.APIService{
		ObjectMeta: metav1.ObjectMeta{Name: version + "." + group},
		Spec: apiregistration.APIServiceSpec{
			Group: group, Version: version, GroupPriorityMinimum: 2000, VersionPriority: 15,
			Service: &apiregistration.ServiceReference{Namespace: "stowage-system", Name: "stowage-apiserver", Port: &port},
		},
	}, handler)
	synced := make(chan struct{})
	stop := make(chan struct{})
	defer close(stop)
	go manager.Run(stop, synced)
	select {
	case <-synced:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	recorder := httptest.NewRecorder()
	ask := httptest.NewRequest(http.MethodGet, "/apis", nil)
	ask.Header.Set("Accept", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList")
	merged.ServeHTTP(recorder, ask)
	var list apidiscovery.APIGroupDiscoveryList
	if err := json.Unmarshal(recorder.Body.Bytes(), &list); err != nil {
		return nil, err
	}
	clients, err := discoveryClients(input)
	if err != nil {
		return nil, err
	}
	return map[string]any{"managed": list.Items, "clients": clients}, nil
}

// discoveryClients lists what client-go finds of our group, through aggregated and through legacy discovery.
func discoveryClients(input Input) (map[string]any, error) {
	found := map[string]any{}
	for _, legacy := range []bool{false, true} {
		client, err := input.discovery()
		if err != nil {
			return nil, err
		}
		client.UseLegacyDiscovery = legacy
		_, lists, err := client.ServerGroupsAndResources()
		result := map[string]any{"error": errorText(err)}
		for _, list := range lists {
			if list.GroupVersion == group+"/"+version {
				result["resources"] = list.APIResources
			}
		}
		preferred, err := client.ServerPreferredResources()
		result["preferredError"] = errorText(err)
		for _, list := range preferred {
			if list.GroupVersion == group+"/"+version {
				result["preferred"] = len(list.APIResources)
			}
		}
		found[map[bool]string{false: "aggregated", true: "legacy"}[legacy]] = result
	}
	return found, nil
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
