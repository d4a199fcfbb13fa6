#include "updater/engine/choose_target.hpp"

#include <catch2/catch.hpp>

#include "base/errors.hpp"

using namespace switchback;

namespace {

using Kind = UpdateRequest::Kind;

Version version(const std::string& text) {
  return *Version::parse(text);
}

std::vector<Release> releases(const std::vector<std::string>& versions) {
  std::vector<Release> list;
  for (const auto& text : versions) {
    Release release;
    release.record.version = version(text);
    list.push_back(release);
  }
  return list;
}

Release& find(std::vector<Release>& list, const std::string& text) {
  for (auto& release : list)
    if (release.record.version == version(text)) return release;
  throw std::logic_error(text);
}

// The version chosen, "" for nothing to do, or the error's code.
std::string choose(const std::vector<Release>& list, Kind kind, const std::string& to,
                   const std::string& installed, Channel channel = Channel::alpha,
                   bool force = false) {
  UpdateRequest request;
  request.kind = kind;
  if (!to.empty()) request.to = version(to);
  request.force = force;
  HostView host;
  if (!installed.empty()) host.installed = version(installed);
  host.channel = channel;
  try {
    const Release* target = choose_target(request, list, host);
    return target == nullptr ? "" : target->record.version.text();
  } catch (const Error& error) {
    return error.code();
  }
}

const std::vector<std::string> kAll{"0a1", "0b1", "0r1", "0a2", "0b2", "0r2", "0a3"};

}  // namespace

TEST_CASE("the newest of a channel is what the channel sees") {
  const auto list = releases(kAll);
  CHECK(choose(list, Kind::install, "", "", Channel::alpha) == "0a3");
  CHECK(choose(list, Kind::install, "", "", Channel::beta) == "0r2");
  CHECK(choose(list, Kind::install, "", "", Channel::stable) == "0r2");
  CHECK(choose(releases({"0a1", "0b1"}), Kind::install, "", "", Channel::stable) == "not-found");
  CHECK(choose({}, Kind::install, "", "", Channel::alpha) == "not-found");
  CHECK(choose(list, Kind::upgrade, "", "0r2", Channel::stable).empty());
  CHECK(choose(list, Kind::upgrade, "", "0a3", Channel::stable).empty());  // never down
}

TEST_CASE("a version asked for must exist and lie in the direction of the command") {
  const auto list = releases(kAll);
  CHECK(choose(list, Kind::upgrade, "0a2", "0r1") == "0a2");
  CHECK(choose(list, Kind::upgrade, "0a2", "0a1", Channel::stable) == "0a2");
  CHECK(choose(list, Kind::upgrade, "0a9", "0r1") == "not-found");
  CHECK(choose(list, Kind::upgrade, "0a1", "0r1") == "usage");
  CHECK(choose(list, Kind::downgrade, "0r2", "0r1") == "usage");
  CHECK(choose(list, Kind::downgrade, "0a1", "0r1") == "0a1");
  CHECK(choose(list, Kind::downgrade, "0r1", "0r1").empty());
  CHECK(choose(list, Kind::install, "0r2", "0r1") == "usage");
}

TEST_CASE("a yanked release is neither chosen nor installed, but by force") {
  auto list = releases(kAll);
  find(list, "0r2").record.yanked = "broken";
  CHECK(choose(list, Kind::install, "", "", Channel::stable) == "0r1");
  CHECK(choose(list, Kind::upgrade, "0r2", "0r1") == "yanked");
  CHECK(choose(list, Kind::upgrade, "0r2", "0r1", Channel::alpha, true) == "0r2");
}

TEST_CASE("the floor is the highest that a release up to the installed one demands") {
  auto list = releases(kAll);
  find(list, "0r1").record.min_version = version("0b1");
  find(list, "0r2").record.min_version = version("0a1");
  find(list, "0a3").record.min_version = version("0r2");
  CHECK(version_floor(list, version("0r2")) == version("0b1"));
  CHECK_FALSE(version_floor(list, version("0a1")));
  CHECK_FALSE(version_floor(list, std::nullopt));
  CHECK(choose(list, Kind::downgrade, "0a1", "0r2") == "min-version");
  CHECK(choose(list, Kind::downgrade, "0b1", "0r2") == "0b1");
  CHECK(choose(list, Kind::downgrade, "0a1", "0r2", Channel::alpha, true) == "0a1");
}

TEST_CASE("upgrades_from holds for upgrades, and no force skips it") {
  auto list = releases(kAll);
  find(list, "0r2").record.upgrades_from = ">=0r1";
  CHECK(choose(list, Kind::upgrade, "0r2", "0a1") == "no-path");
  CHECK(choose(list, Kind::upgrade, "0r2", "0a1", Channel::alpha, true) == "no-path");
  CHECK(choose(list, Kind::upgrade, "0r2", "0r1") == "0r2");
  CHECK(choose(list, Kind::install, "0r2", "") == "0r2");
  CHECK(choose(list, Kind::downgrade, "0r2", "0a3") == "0r2");
  find(list, "0r2").record.upgrades_from = "a form of the future";
  CHECK(choose(list, Kind::upgrade, "0r2", "0r1") == "no-path");
}

TEST_CASE("an upgrade stops at the first barrier on the way, and no force skips it") {
  auto list = releases(kAll);
  find(list, "0b1").record.barrier = true;
  find(list, "0r1").record.barrier = true;
  CHECK(choose(list, Kind::upgrade, "", "0a1") == "0b1");
  CHECK(choose(list, Kind::upgrade, "", "0b1") == "0r1");
  CHECK(choose(list, Kind::upgrade, "", "0r1") == "0a3");
  CHECK(choose(list, Kind::upgrade, "0r2", "0a1") == "no-path");
  CHECK(choose(list, Kind::upgrade, "0r2", "0a1", Channel::alpha, true) == "no-path");
  CHECK(choose(list, Kind::upgrade, "0b1", "0a1") == "0b1");
  CHECK(choose(list, Kind::upgrade, "0r2", "0r1") == "0r2");
  CHECK(choose(list, Kind::install, "0r2", "") == "0r2");
  CHECK(choose(list, Kind::downgrade, "0a1", "0r2") == "0a1");
  CHECK(choose(list, Kind::upgrade, "", "0a1", Channel::stable) == "0r1");  // 0b1 is out of sight
  CHECK(choose(list, Kind::upgrade, "0b2", "0a1", Channel::stable) == "no-path");
  find(list, "0b1").record.yanked = "broken";
  CHECK(choose(list, Kind::upgrade, "", "0a1") == "0r1");
}

TEST_CASE("a security release between two versions is noticed in the channel's sight") {
  auto list = releases(kAll);
  find(list, "0b2").record.security = true;
  CHECK(crosses_security_release(list, version("0r1"), version("0r2"), Channel::beta));
  CHECK_FALSE(crosses_security_release(list, version("0r1"), version("0r2"), Channel::stable));
  CHECK_FALSE(crosses_security_release(list, version("0b2"), version("0r2"), Channel::beta));
  CHECK(crosses_security_release(list, std::nullopt, version("0b2"), Channel::beta));
  find(list, "0b2").record.yanked = "broken";
  CHECK_FALSE(crosses_security_release(list, version("0r1"), version("0r2"), Channel::beta));
}
