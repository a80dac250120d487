package main

import (
	"bytes"
	"io"
)

var tooOld = []byte(`"reason":"Expired","code":410`)

// listening passes a watch on and notices the error that says that its resourceVersion has expired.
type listening struct {
	io.ReadCloser
	log *requestLog
	// The end of what has been read, where the error may begin.
	rest []byte
}

func (b *listening) Read(into []byte) (int, error) {
	n, err := b.ReadCloser.Read(into)
	b.rest = append(b.rest, into[:n]...)
	if bytes.Contains(b.rest, tooOld) {
		b.log.lock.Lock()
		b.log.expired++
		b.log.lock.Unlock()
		b.rest = nil
	}
	if len(b.rest) > len(tooOld) {
		b.rest = append([]byte{}, b.rest[len(b.rest)-len(tooOld):]...)
	}
	return n, err
}
