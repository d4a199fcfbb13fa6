// The one tree of exceptions. A class says what the operator does next; the stable kebab-case code
// says what happened and appears verbatim in JSON, metrics and the exit-status table
// (docs/exit-codes.md).
#pragma once

#include <exception>
#include <stdexcept>
#include <string>

namespace switchback {

class Error : public std::runtime_error {
 public:
  // `next_step` is the second line shown to a person: what to do now. May be empty.
  Error(std::string code, const std::string& message, std::string next_step = {});

  const std::string& code() const noexcept { return code_; }
  const std::string& next_step() const noexcept { return next_step_; }

 private:
  std::string code_;
  std::string next_step_;
};

// A signature, version, expiry or hash in the chain of trust is not acceptable. Codes:
// "trust-threshold", "trust-rollback", "expired", "trust-length-or-hash", "trust-mix-and-match",
// "trust-format", "trust-limit", "trust-not-listed" (a target or role that no trusted metadata
// names).
class TrustError : public Error {
 public:
  using Error::Error;
};

// A server or the network did not deliver. Codes: "network", "http", "too-large", "too-slow",
// "bad-answer".
class FetchError : public Error {
 public:
  FetchError(std::string code, const std::string& message, int http_status = 0,
             std::string next_step = {});
  // Status of the final answer; 0 where there was none. A missing file:// file counts as 404.
  int http_status() const noexcept { return http_status_; }
  // A server, or one of several that were asked, answered that it has not the file, or sent
  // something else: asking again later brings nothing.
  bool lacks_content() const noexcept;
  // For an error that stands for those of several servers.
  void set_lacks_content() noexcept { lacks_content_ = true; }

 private:
  int http_status_;
  bool lacks_content_ = false;
};

// A system call on a file failed. Codes: "storage"; at preflight "insufficient-space",
// "insufficient-inodes", "permission-denied", "read-only".
class StorageError : public Error {
 public:
  // `operation` is the system call ("open", "rename"); `error_number` is errno.
  StorageError(const std::string& operation, const std::string& path, int error_number);
  StorageError(std::string code, const std::string& message, std::string next_step);

  int error_number() const noexcept { return error_number_; }

 private:
  int error_number_ = 0;
};

// Two products or packages exclude each other. Code: "conflict".
class ConflictError : public Error {
 public:
  using Error::Error;
};

// Forbidden by policy. Codes: "no-path", "yanked", "min-version", "rollout", "pinned", "held",
// "rolled-back", "max-download", "slot-in-use", "vetoed".
class PolicyError : public Error {
 public:
  using Error::Error;
};

// A command line, configuration file or release description is wrong. Codes: "usage", "config",
// "confirmation-required", "passphrase-required", "wrong-passphrase".
class ConfigError : public Error {
 public:
  using Error::Error;
};

class MigrationError : public Error {
 public:
  using Error::Error;
};

class HealthError : public Error {
 public:
  using Error::Error;
};

// Things are not in the state that the command needs. Codes: "not-found", "locked", "inconsistent",
// "damage", "damaged-slot", "exists", "state", "future-state" (written by a newer version).
class StateError : public Error {
 public:
  using Error::Error;
};

// Ctrl-C or a stop request. Not an Error, so that no `catch (Error&)` swallows it.
class Interrupted : public std::exception {
 public:
  const char* what() const noexcept override { return "interrupted"; }
};

}  // namespace switchback
