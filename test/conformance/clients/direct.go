package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"
	"net/http/httputil"
	"net/url"

	"k8s.io/apiserver/pkg/endpoints/request"
)

// handler stands for kube-aggregator's proxy: it sends what it gets to the apiserver of Stowage, as the user in the request's context.
func (input Input) handler() (http.Handler, error) {
	direct := input.Direct
	certificate, err := tls.X509KeyPair([]byte(direct.Cert), []byte(direct.Key))
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM([]byte(direct.CA)) {
		return nil, fmt.Errorf("the CA of the apiserver is not PEM")
	}
	target, err := url.Parse(direct.URL)
	if err != nil {
		return nil, err
	}
	return &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			user, ok := request.UserFrom(r.In.Context())
			if !ok {
				return
			}
			r.Out.Header.Set("X-Remote-User", user.GetName())
			for _, group := range user.GetGroups() {
				r.Out.Header.Add("X-Remote-Group", group)
			}
		},
		Transport: &http.Transport{TLSClientConfig: &tls.Config{
			RootCAs:      pool,
			ServerName:   direct.ServerName,
			Certificates: []tls.Certificate{certificate},
		}},
	}, nil
}
