// How many connections the server may hold.
#pragma once

namespace switchback {

// At most `wanted`, and no more than open files allow: every connection may have a file open
// besides its socket. Raises this process's soft limit on open files to the hard one.
unsigned affordable_connections(unsigned wanted);

}  // namespace switchback
