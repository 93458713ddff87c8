// The oracle: reads YAML documents as the cluster's tools do and says what came out.
//
// Input: for each document its length as four bytes, most significant first, then its bytes. Output:
// for each document one byte ('+' accepted, '-' refused), the length of what follows in the same form,
// then the JSON of the value or the words of the error.
package main

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"

	"sigs.k8s.io/yaml"
)

func main() {
	if err := answer(bufio.NewReader(os.Stdin), bufio.NewWriter(os.Stdout)); err != nil {
		fmt.Fprintln(os.Stderr, "yaml-oracle:", err)
		os.Exit(1)
	}
}

func answer(in io.Reader, out *bufio.Writer) error {
	for {
		var length uint32
		switch err := binary.Read(in, binary.BigEndian, &length); {
		case errors.Is(err, io.EOF):
			return out.Flush()
		case err != nil:
			return err
		}
		document := make([]byte, length)
		if _, err := io.ReadFull(in, document); err != nil {
			return err
		}
		verdict, text := judge(document)
		if err := out.WriteByte(verdict); err != nil {
			return err
		}
		if err := binary.Write(out, binary.BigEndian, uint32(len(text))); err != nil {
			return err
		}
		if _, err := out.Write(text); err != nil {
			return err
		}
	}
}

func judge(document []byte) (byte, []byte) {
	value, err := yaml.YAMLToJSON(document)
	if err != nil {
		return '-', []byte(err.Error())
	}
	return '+', value
}
