#include "manifest-schema/release_shape.hpp"

#include <initializer_list>

#include "manifest-schema/text_rules.hpp"

namespace switchback {
namespace {

using namespace shape;

constexpr bool kRequired = true;

// The steps a hook may stand before or after; the earlier ones change nothing.
constexpr std::initializer_list<const char*> kHookSteps{
    "backup",   "maintenance-on", "stop",  "backup-final", "dependencies", "config",
    "database", "switch",         "start", "health",       "commit",       "maintenance-off"};

ShapePointer argv() {
  return shape::argv(rules::program(), rules::free_text());
}

Field user() {
  return {"user", text(rules::user_name())};
}
Field deadline() {
  return {"deadline", text(rules::duration())};
}

ShapePointer command_object() {
  return object({{"run", argv(), kRequired}, user(), deadline()});
}

// A command without settings may be written as its argv alone.
ShapePointer command() {
  return list_or_object(argv(), command_object());
}

ShapePointer operation() {
  const auto key = text(rules::some_text());
  return object(
      {{"since", text(rules::version()), kRequired},
       {"rename", object({{"from", key, kRequired}, {"to", key, kRequired}})},
       {"set-default", object({{"key", key, kRequired}, {"value", anything(), kRequired}})},
       {"remove", object({{"key", key, kRequired}})}},
      {"rename", "set-default", "remove"});
}

ShapePointer preserve() {
  return object({{"path", text(rules::root_path()), kRequired},
                 {"default", text(rules::tree_path())},
                 {"link", text(rules::tree_path())},
                 {"format", choice({"yaml", "json", "ini", "toml", "env", "text", "opaque"})},
                 {"schema", text(rules::tree_path())},
                 {"check", argv()},
                 {"on_conflict", choice({"keep-mine", "take-theirs", "ask", "abort"})},
                 {"operations", list(operation())},
                 {"backup", boolean()}});
}

ShapePointer database() {
  return object({{"name", text(rules::name()), kRequired},
                 {"driver", choice({"sqlite", "postgresql"}), kRequired},
                 {"path", text(rules::root_path())},
                 {"dsn_env", text(rules::environment_name())},
                 {"migrations", text(rules::tree_path()), kRequired}});
}

ShapePointer required() {
  return object({{"disk", text(rules::size())},
                 {"memory", text(rules::size())},
                 {"kernel", text(rules::dotted_condition())},
                 {"commands", list(text(rules::command_name()))},
                 {"ports", list(integer(1, 65535))},
                 {"checks", list(command())},
                 {"products", list(text(rules::requirement()))}});
}

ShapePointer service() {
  return object({{"name", text(rules::name()), kRequired},
                 {"driver", choice({"process", "systemd", "command"}), kRequired},
                 {"unit", text(rules::name())},
                 {"start", argv()},
                 {"stop", argv()},
                 user(),
                 {"env", map(rules::environment_name(), text(rules::free_text()))},
                 {"working_directory", text(rules::working_directory())},
                 {"stop_timeout", text(rules::duration())}});
}

ShapePointer health() {
  return object({{"name", text(rules::name()), kRequired},
                 {"http", text(rules::http_url())},
                 {"tcp", text(rules::tcp_address())},
                 {"command", argv()},
                 {"systemd", text(rules::name())},
                 {"expect", integer(100, 599)},
                 user(),
                 {"interval", text(rules::duration())},
                 {"healthy_for", text(rules::duration())},
                 deadline()},
                {"http", "tcp", "command", "systemd"});
}

ShapePointer hooks() {
  std::vector<Field> fields;
  for (const std::string step : kHookSteps) {
    fields.push_back({"pre-" + step, list(command())});
    fields.push_back({"post-" + step, list(command())});
  }
  return object(std::move(fields));
}

ShapePointer build() {
  return object({{"product", text(rules::product_name())},
                 {"security", boolean()},
                 {"preserve", list(preserve())},
                 {"databases", list(database())},
                 {"requires", required()},
                 {"conflicts", list(text(rules::requirement()))},
                 {"provides", list(text(rules::capability()))},
                 {"external", object({{"apt", list(text(rules::package()))},
                                      {"npm", list(text(rules::package()))}})},
                 {"services", list(service())},
                 {"health", list(health())},
                 {"maintenance", object({{"on", list(command())}, {"off", list(command())}})},
                 {"hooks", hooks()},
                 {"upgrades_from", text(rules::version_range())},
                 {"min_version", text(rules::version())},
                 {"barrier", boolean()},
                 {"restart_required", boolean()}});
}

}  // namespace

const Shape& release_shape() {
  static const ShapePointer kShape = build();
  return *kShape;
}

}  // namespace switchback
