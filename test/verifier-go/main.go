// An independent reader of duban's verifiable log: Go's own note and tlog packages, none of our code.
// It checks the signatures of two checkpoints, that the later tree begins with the earlier one, that every tile
// belongs to the tree, and that every entry is the leaf it claims to be.
package main

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	log.SetFlags(0)
	folder := os.Args[1]
	vkey := strings.TrimSpace(read(folder, "vkey"))
	older := open(read(folder, "checkpoint.old"), vkey)
	tree := open(read(folder, "checkpoint"), vkey)
	reader := tlog.TileHashReader(tree, files{folder})

	begins, err := tlog.ProveTree(tree.N, older.N, reader)
	must(err)
	must(tlog.CheckTree(begins, tree.N, tree.Hash, older.N, older.Hash))

	for n := int64(0); n < tree.N; n += 256 {
		width := min(256, tree.N-n)
		rest := []byte(read(folder, entriesPath(n/256, width)))
		for i := int64(0); i < width; i++ {
			length := binary.BigEndian.Uint16(rest)
			entry := rest[2 : 2+length]
			rest = rest[2+length:]
			proof, err := tlog.ProveRecord(tree.N, n+i, reader)
			must(err)
			must(tlog.CheckRecord(proof, tree.N, tree.Hash, n+i, tlog.RecordHash(entry)))
		}
		if len(rest) != 0 {
			log.Fatalf("%d bytes behind the last entry", len(rest))
		}
	}
	fmt.Printf("verified %d entries, tree of %d begins with tree of %d\n", tree.N, tree.N, older.N)
}

func open(text, vkey string) tlog.Tree {
	verifier, err := note.NewVerifier(vkey)
	must(err)
	signed, err := note.Open([]byte(text), note.VerifierList(verifier))
	must(err)
	lines := strings.Split(signed.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	root, err := base64.StdEncoding.DecodeString(lines[2])
	must(err)
	tree := tlog.Tree{N: size}
	copy(tree.Hash[:], root)
	return tree
}

// files serves tiles from disk under the paths of C2SP tlog-tiles, which leave out the height that Go's paths have.
type files struct{ folder string }

func (files) Height() int { return 8 }

func (f files) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range tiles {
		bytes, err := os.ReadFile(filepath.Join(f.folder, strings.Replace(tile.Path(), "tile/8/", "tile/", 1)))
		if err != nil {
			return nil, err
		}
		found = append(found, bytes)
	}
	return found, nil
}

func (files) SaveTiles([]tlog.Tile, [][]byte) {}

func entriesPath(n, width int64) string {
	path := strings.Replace(tlog.Tile{H: 8, L: 0, N: n, W: int(width)}.Path(), "tile/8/0/", "tile/entries/", 1)
	return path
}

func read(folder, name string) string {
	bytes, err := os.ReadFile(filepath.Join(folder, name))
	must(err)
	return string(bytes)
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
