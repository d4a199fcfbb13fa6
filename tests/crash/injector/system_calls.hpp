// The system calls that change what a disk holds, and where each names what it changes. x86_64
// only.
#pragma once

#include <span>

namespace switchback::crash {

// An argument that names a file: a path alone (relative to the working directory), a descriptor, or
// a path beneath the descriptor in the argument before it.
enum class NameKind { none, path, descriptor, path_at };

struct NameArgument {
  NameKind kind = NameKind::none;
  int argument = 0;
};

struct ChangingCall {
  long number;
  const char* name;
  NameArgument names[2];     // rename has two
  int length_argument = -1;  // of calls that write content: how many bytes; can be cut short
  int flags_argument = -1;  // of open: it changes something only with O_CREAT, O_TRUNC or O_TMPFILE
  bool vector = false;      // the length counts iovec entries, not bytes
};

std::span<const ChangingCall> changing_calls();
const ChangingCall* find_changing_call(long number);

}  // namespace switchback::crash
