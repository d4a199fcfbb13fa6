// extract ARCHIVE DEST: the strict extractor as a program, for corpora of hostile and of harmless
// archives. Exit 0: accepted, DEST holds the tree. Exit 1: refused, or anything else went wrong;
// the reason is one line on stderr.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <string>

#include "base/units.hpp"
#include "core/tree/extractor.hpp"

namespace {

struct Arguments {
  std::string archive;
  std::string destination;
  switchback::ExtractionLimits limits;
};

void add_size(CLI::App& app, const char* name, std::uint64_t& value, const char* description) {
  app.add_option_function<std::string>(
         name,
         [name, &value](const std::string& text) {
           const auto size = switchback::parse_size(text);
           if (!size) throw CLI::ValidationError(name, "not a size: " + text);
           value = *size;
         },
         description)
      ->default_str(switchback::format_size(value));
}

void add_count(CLI::App& app, const char* name, std::uint64_t& value, const char* description) {
  // CLI11 alone would take -1 for a very large number.
  app.add_option(name, value, description)
      ->check([](const std::string& text) {
        return text.find_first_not_of("0123456789") == std::string::npos ? ""
                                                                         : "not a number: " + text;
      })
      ->capture_default_str();
}

void describe(CLI::App& app, Arguments& arguments) {
  app.add_option("ARCHIVE", arguments.archive, ".tar or .tar.zst")->required();
  app.add_option("DEST", arguments.destination, "a new or empty directory")->required();
  add_count(app, "--max-entries", arguments.limits.entries, "entries");
  add_count(app, "--max-depth", arguments.limits.depth, "components of a path");
  add_size(app, "--max-bytes", arguments.limits.bytes, "size of all files together");
  add_size(app, "--max-file-bytes", arguments.limits.file_bytes, "size of one file");
}

int refuse(const char* reason) {
  std::fprintf(stderr, "extract: %s\n", reason);
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Extracts an archive by the strictest rules, or leaves nothing behind"};
  try {
    Arguments arguments;
    describe(app, arguments);
    app.parse(argc, argv);
    switchback::extract_archive(arguments.archive, arguments.destination, arguments.limits);
    return 0;
  } catch (const CLI::CallForHelp& help) {
    return app.exit(help);
  } catch (const std::exception& error) {
    return refuse(error.what());
  } catch (...) {
    return refuse("unknown failure");
  }
}
