// Several ranges from the server that the documents name for production (where it is installed).
#include <catch2/catch.hpp>

#include "core/transport/mirror_set.hpp"
#include "tests/contract/transport/nginx_site.hpp"
#include "tests/support/sample_blob.hpp"

using namespace switchback;
using test::Delivery;
using test::NginxSite;
using test::SampleBlob;

namespace {

SampleBlob scattered() {
  std::vector<std::uint32_t> sizes;
  for (int i = 0; i < 60; ++i) {
    sizes.push_back(1000);
    sizes.push_back(5000);
  }
  return SampleBlob::of(sizes);
}

TransferTotals fetch_from(NginxSite& site) {
  const SampleBlob blob = scattered();
  site.put("blob", blob.content);
  MirrorSet mirrors({site.url()}, {});
  Delivery delivery(blob);
  mirrors.fetch_pieces("blob", blob.content.size(), blob.pieces, delivery.consumer());
  CHECK(delivery.complete());
  return mirrors.totals();
}

bool is_missing() {
  if (!NginxSite::program().empty()) return false;
  WARN("skipped here: nginx is not installed");
  return true;
}

}  // namespace

TEST_CASE("nginx with the example configuration answers several ranges in one request") {
  if (is_missing()) return;
  NginxSite site;
  const TransferTotals spent = fetch_from(site);
  CHECK(spent.requests == 2);
  CHECK(spent.bytes < 60 * (1000 + 200));
}

TEST_CASE("nginx that is told to give one range is asked singly") {
  if (is_missing()) return;
  NginxSite site(1);
  const TransferTotals spent = fetch_from(site);
  CHECK(spent.requests == 3);
  CHECK(spent.bytes < 60 * 6000 + 20'000);
}
