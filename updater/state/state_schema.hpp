// The tables of state.db. Changes are additive: a reader of an older version ignores what it does
// not know, and `min_reader` keeps out those that must not.
#pragma once

#include <cstdint>

namespace switchback {

inline constexpr std::int64_t kStateSchemaVersion = 1;

inline constexpr const char* kStateSchema = R"(
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE slots (name TEXT PRIMARY KEY, state TEXT NOT NULL, version TEXT, index_reference TEXT NOT NULL,
                    manifest TEXT NOT NULL, shard TEXT NOT NULL, signer TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE updates (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
                      from_version TEXT, to_version TEXT NOT NULL, from_slot TEXT, to_slot TEXT NOT NULL,
                      phase TEXT NOT NULL, outcome TEXT NOT NULL, started INTEGER NOT NULL, finished INTEGER,
                      bytes_downloaded INTEGER NOT NULL, bytes_written INTEGER NOT NULL, requests INTEGER NOT NULL,
                      error TEXT NOT NULL, warning TEXT NOT NULL, undone_by TEXT);
CREATE INDEX updates_by_outcome ON updates (outcome);
CREATE TABLE steps (seq INTEGER PRIMARY KEY, update_id TEXT NOT NULL, step TEXT NOT NULL, started INTEGER NOT NULL,
                    finished INTEGER, outcome TEXT NOT NULL);
CREATE TABLE progress (update_id TEXT PRIMARY KEY, phase TEXT NOT NULL, done INTEGER NOT NULL,
                       total INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX steps_by_update ON steps (update_id);
CREATE TABLE manifests (version TEXT PRIMARY KEY, bytes TEXT NOT NULL) WITHOUT ROWID;
)";

}  // namespace switchback
