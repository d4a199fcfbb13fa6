// The texts that release descriptions and configurations are made of. A rule returns what is wrong
// with a text, ready to follow the quoted text in a message, or nothing. Every text is also UTF-8
// without control characters; only free text may have line breaks and tabs (see check_shape).
#pragma once

#include "manifest-schema/shape.hpp"

namespace switchback::rules {

TextRule free_text();         // may be empty and have several lines
TextRule some_text();         // not empty
TextRule name();              // of a service, database or check: [A-Za-z0-9][A-Za-z0-9._@:-]{0,63}
TextRule user_name();         // of an operating system user
TextRule environment_name();  // [A-Za-z_][A-Za-z0-9_]*
TextRule size();              // "200MiB"
TextRule duration();          // "10s"
TextRule http_url();          // "http://127.0.0.1:8080/health"
TextRule tcp_address();       // "127.0.0.1:8080", "[::1]:8080", "db.local:5432"
TextRule
package();  // what a package manager gets as an argument, never an option: "left-pad@1.3.0"

// Versions and products.
TextRule product_name();
TextRule version();
TextRule version_range();     // ">=0a1"
TextRule requirement();       // "runtime >=0r3": a product or capability, perhaps with a condition
TextRule capability();        // "chat-api 2": a name, perhaps with its version
TextRule dotted_condition();  // ">=5.10"

// Paths and commands.
TextRule tree_path();  // relative, inside the published tree
TextRule root_path();  // relative, inside the root, nothing that Switchback itself keeps there
TextRule working_directory();  // a relative path, or {root} or {tree} and what is beneath
TextRule program();            // argv[0]: a name for PATH, a path in the tree, an absolute path or
                               // {root}/..., {tree}/...
TextRule command_name();       // a program's name without folders

}  // namespace switchback::rules
