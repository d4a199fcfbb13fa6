#include "manifest-schema/version_evr.hpp"

#include <catch2/catch.hpp>
#include <memory>

#include "base/deleter.hpp"
#include "tests/unit/manifest-schema/version_samples.hpp"

// A member of libsolv's Solvable is named by a keyword of C++20; no header included after this uses
// the keyword.
#define requires solv_requires
#include <solv/evr.h>
#include <solv/pool.h>
#undef requires

using namespace switchback;

namespace {

int sign(std::strong_ordering order) {
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}
int sign(int order) {
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

void check_all_pairs(const Pool* pool) {
  const auto versions = sample_versions();
  std::vector<std::string> evrs;
  for (const auto& version : versions) evrs.push_back(version_evr(version));
  for (std::size_t left = 0; left < versions.size(); ++left) {
    for (std::size_t right = 0; right < versions.size(); ++right) {
      const int theirs =
          pool_evrcmp_str(pool, evrs[left].c_str(), evrs[right].c_str(), EVRCMP_COMPARE);
      if (sign(theirs) != sign(versions[left] <=> versions[right])) {
        FAIL(versions[left].text() << " and " << versions[right].text());
      }
    }
  }
}

}  // namespace

TEST_CASE("libsolv orders EVR texts as versions are ordered") {
  const std::unique_ptr<Pool, Deleter<pool_free>> pool(pool_create());
  SECTION("by its built-in rule") {
    check_all_pairs(pool.get());
  }
  SECTION("by rpm's rule") {
    pool_setdisttype(pool.get(), DISTTYPE_RPM);
    check_all_pairs(pool.get());
  }
  SECTION("by dpkg's rule") {
    pool_setdisttype(pool.get(), DISTTYPE_DEB);
    check_all_pairs(pool.get());
  }
}

TEST_CASE("an EVR is major.minor.type and the letters of the build") {
  CHECK(version_evr(Version::from_argument("12r3")) == "12.3.2");
  CHECK(version_evr(Version::from_argument("0a1+7")) == "0.1.0.ababdhaa");
}
