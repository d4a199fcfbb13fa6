#include "tests/crash/injector/fault.hpp"

#include <cerrno>
#include <map>

namespace switchback::crash {
namespace {

const std::map<std::string, FaultKind> kKinds = {{"none", FaultKind::none},
                                                 {"kill", FaultKind::kill_before},
                                                 {"killafter", FaultKind::kill_after},
                                                 {"torn", FaultKind::torn_write},
                                                 {"short", FaultKind::short_write}};

const std::map<std::string, int> kErrors = {
    {"ENOSPC", ENOSPC}, {"EIO", EIO},       {"EROFS", EROFS},  {"EMFILE", EMFILE},
    {"ENOMEM", ENOMEM}, {"EDQUOT", EDQUOT}, {"EACCES", EACCES}};

}  // namespace

std::optional<Fault> parse_fault(const std::string& text) {
  if (const auto kind = kKinds.find(text); kind != kKinds.end()) return Fault{kind->second, 0};
  const bool from_there = text.ends_with('+');
  const auto error = kErrors.find(from_there ? text.substr(0, text.size() - 1) : text);
  if (error == kErrors.end()) return std::nullopt;
  return Fault{from_there ? FaultKind::fail_from_there : FaultKind::fail_once, error->second};
}

}  // namespace switchback::crash
