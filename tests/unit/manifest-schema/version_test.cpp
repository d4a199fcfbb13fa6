#include "manifest-schema/version.hpp"

#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "manifest-schema/version_evr.hpp"
#include "tests/unit/manifest-schema/version_samples.hpp"

using namespace switchback;

TEST_CASE("versions order by major, then minor, then type") {
  const std::vector<std::string> ordered{"0a1", "0b1",  "0r1", "0a2", "0b2",
                                         "0r2", "0a10", "1a1", "2a0", "10a0"};
  for (std::size_t left = 0; left < ordered.size(); ++left) {
    for (std::size_t right = 0; right < ordered.size(); ++right) {
      CAPTURE(ordered[left], ordered[right]);
      const auto order =
          Version::from_argument(ordered[left]) <=> Version::from_argument(ordered[right]);
      CHECK(order == (left <=> right));
    }
  }
}

TEST_CASE("a build identifier breaks ties only") {
  const std::vector<std::string> ordered{"0r1",     "0r1+0",  "0r1+1",   "0r1+1.0",  "0r1+1.a",
                                         "0r1+2",   "0r1+10", "0r1+010", "0r1+10.5", "0r1+11",
                                         "0r1+-",   "0r1+1a", "0r1+A",   "0r1+a",    "0r1+a.1",
                                         "0r1+a.x", "0r1+aa", "0a2"};
  for (std::size_t left = 0; left < ordered.size(); ++left) {
    for (std::size_t right = 0; right < ordered.size(); ++right) {
      if (ordered[left] == "0r1+010" || ordered[right] == "0r1+010") continue;
      CAPTURE(ordered[left], ordered[right]);
      const auto order =
          Version::from_argument(ordered[left]) <=> Version::from_argument(ordered[right]);
      CHECK(order == (left <=> right));
    }
  }
}

TEST_CASE("numbers of a build that differ in leading zeros only are different and ordered") {
  const auto plain = Version::from_argument("0r1+10");
  const auto padded = Version::from_argument("0r1+010");
  CHECK(plain != padded);
  CHECK(plain < padded);
  CHECK(padded < Version::from_argument("0r1+11"));
}

TEST_CASE("texts that are not versions are refused") {
  for (const std::string text : {"",
                                 "1",
                                 "a",
                                 "1a",
                                 "a1",
                                 "1c1",
                                 "1A1",
                                 "01a1",
                                 "1a01",
                                 "00a1",
                                 "-1a1",
                                 "+1a1",
                                 "1a-1",
                                 "1a+1",
                                 " 1a1",
                                 "1a1 ",
                                 "1a1\n",
                                 "1.1",
                                 "3.0.0",
                                 "1a1+",
                                 "1a1+.",
                                 "1a1+a.",
                                 "1a1+.a",
                                 "1a1+a..b",
                                 "1a1+a_b",
                                 "1a1~a",
                                 "1a1+a~b",
                                 "1a1+a+b",
                                 "1a1+\xc3\xa9",
                                 "4294967296a1",
                                 "1a4294967296",
                                 "a.1.1-1",
                                 "1a1b1",
                                 "1a1-1"}) {
    CAPTURE(text);
    CHECK_FALSE(Version::parse(text));
  }
  CHECK_FALSE(Version::parse(std::string_view("1a1\0", 4)));
  CHECK(Version::parse("4294967295r4294967295"));
  CHECK(Version::parse("1a1+" + std::string(64, 'x')));
  CHECK_FALSE(Version::parse("1a1+" + std::string(65, 'x')));
}

TEST_CASE("a version given on the command line is a version or a usage error") {
  CHECK(Version::from_argument("12r3").minor == 3);
  CHECK_THROWS_AS(Version::from_argument("3.0.0"), ConfigError);
  try {
    Version::from_argument("3.0.0");
  } catch (const ConfigError& error) {
    CHECK(error.code() == "usage");
    CHECK_FALSE(error.next_step().empty());
  }
}

TEST_CASE("a legacy version is type.major.minor-build") {
  const auto version = Version::parse_legacy("a.1.1-1");
  REQUIRE(version);
  CHECK(version->text() == "1a1+1");
  CHECK(Version::parse_legacy("r.2.10")->text() == "2r10");
  CHECK(Version::parse_legacy("0b2+x")->text() == "0b2+x");
  for (const std::string text :
       {"a.1", "a.1.1-", "a.01.1", "c.1.1-1", "a.1.1+1", "3.0.0", "a1.1-1", ""}) {
    CAPTURE(text);
    CHECK_FALSE(Version::parse_legacy(text));
  }
}

TEST_CASE("what adopt names is a version, a legacy version or an opaque label") {
  CHECK(std::get<Version>(*parse_adopted_version("1a1")).text() == "1a1");
  CHECK(std::get<Version>(*parse_adopted_version("a.1.1-1")).text() == "1a1+1");
  CHECK(std::get<LegacyLabel>(*parse_adopted_version("3.0.0")).text == "3.0.0");
  CHECK(std::get<LegacyLabel>(*parse_adopted_version("v2024-01_x")).text == "v2024-01_x");
  for (const std::string text : {"", "-3", ".3", "3/0", "3 0", "3\n", "..", "\xc3\xa9"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_adopted_version(text));
  }
  CHECK_FALSE(parse_adopted_version(std::string(65, '3')));
}

TEST_CASE("a channel sees its own type and those that are more stable") {
  using enum ReleaseType;
  CHECK(channel_sees(Channel::alpha, alpha));
  CHECK(channel_sees(Channel::alpha, beta));
  CHECK(channel_sees(Channel::alpha, release));
  CHECK_FALSE(channel_sees(Channel::beta, alpha));
  CHECK(channel_sees(Channel::beta, beta));
  CHECK(channel_sees(Channel::beta, release));
  CHECK_FALSE(channel_sees(Channel::stable, alpha));
  CHECK_FALSE(channel_sees(Channel::stable, beta));
  CHECK(channel_sees(Channel::stable, release));
  for (const auto type : {alpha, beta, release}) {
    CHECK(channel_sees(channel_of(type), type));
    CHECK(parse_channel(channel_name(channel_of(type))) == channel_of(type));
  }
  CHECK_FALSE(parse_channel("release"));
}

TEST_CASE("over all pairs of versions, order is total and agrees with equality and text") {
  const auto versions = sample_versions();
  for (const auto& left : versions) {
    for (const auto& right : versions) {
      const auto order = left <=> right;
      const bool agrees = (order == 0) == (left == right) && (order < 0) == (right > left) &&
                          (left == right) == (left.text() == right.text());
      if (!agrees) FAIL(left.text() << " and " << right.text());
    }
  }
}

TEST_CASE("over all triples of versions, order is transitive") {
  auto versions = sample_versions();
  std::sort(versions.begin(), versions.end());
  for (std::size_t left = 0; left < versions.size(); ++left) {
    for (std::size_t right = left + 1; right < versions.size(); ++right) {
      if (!(versions[left] < versions[right]))
        FAIL(versions[left].text() << " " << versions[right].text());
    }
  }
}

TEST_CASE("printing and parsing a version are inverse") {
  for (const auto& version : sample_versions()) {
    CAPTURE(version.text());
    CHECK(Version::parse(version.text()) == version);
    CHECK(parse_version_path_text(version.path_text()) == version);
    CHECK(version.path_text().find('+') == std::string::npos);
    if (!version.build.empty()) CHECK_FALSE(parse_version_path_text(version.text()));
  }
}
