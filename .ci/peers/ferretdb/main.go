// Command ferretdb answers MongoDB's wire protocol over SQLite files, for the tests of the event store.
//
// It embeds FerretDB instead of building FerretDB's own command: that one insists on a version file which a module
// fetched as a dependency does not have, and panics without it. It reads the same environment as that one.
package main

import (
	"context"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/FerretDB/FerretDB/ferretdb"
)

func setting(name, otherwise string) string {
	if value, found := os.LookupEnv(name); found {
		return value
	}
	return otherwise
}

func main() {
	logger := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))

	server, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{TCP: setting("FERRETDB_LISTEN_ADDR", "127.0.0.1:27017")},
		Logger:    logger,
		Handler:   "sqlite",
		SQLiteURL: setting("FERRETDB_SQLITE_URL", "file:data/"),
	})
	if err != nil {
		logger.Error("ferretdb cannot start", "error", err)
		os.Exit(1)
	}

	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()

	if err := server.Run(ctx); err != nil {
		logger.Error("ferretdb ended", "error", err)
		os.Exit(1)
	}
}
