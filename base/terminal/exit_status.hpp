// The exit statuses of both commands (docs/exit-codes.md), decided in one place.
#pragma once

#include "base/errors.hpp"

namespace switchback {

inline constexpr int kExitOk = 0;
inline constexpr int kExitFailure = 1;  // internal, or a command that changes no host failed
inline constexpr int kExitUsage = 2;
inline constexpr int kExitExpired = 13;
inline constexpr int kExitHostFailure = 20;  // the old version is active, nothing changed
inline constexpr int kExitRolledBack = 21;
inline constexpr int kExitInconsistent = 22;
inline constexpr int kExitUpdateAvailable = 100;    // `check` only
inline constexpr int kExitSecurityAvailable = 101;  // `check` only
inline constexpr int kExitRestartNeeded = 102;
inline constexpr int kExitInterrupted = 130;

// `otherwise` is for errors that have no status of their own: kExitHostFailure for a command that
// changes a host, kExitFailure for one that does not.
int exit_status_of(const Error& error, int otherwise);

}  // namespace switchback
