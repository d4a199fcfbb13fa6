#include "repo-tools/draft/draft_store.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <set>
#include <tuple>
#include <utility>

#include "base/durable.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"
#include "repo-tools/repository/folders.hpp"
#include "repo-tools/repository/interrupted_deltas.hpp"

namespace switchback {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kSuffix = ".json";

fs::path blobs_folder(const RepositoryPaths& paths) {
  return paths.drafts() / "blobs";
}

// A product's name has no dot.
std::string file_name(const ReleaseName& name) {
  return name.product + "." + name.version.path_text() + std::string(kSuffix);
}

[[noreturn]] void damaged(const fs::path& path, const std::string& problem) {
  throw StateError("damage", path.string() + ": " + problem,
                   "make the draft again with `switchback-repo publish --draft`, or `remove` it");
}

std::optional<ReleaseManifest> read_draft(const fs::path& path) {
  const auto bytes = read_file_if_exists(path, kMaxManifestLength);
  if (!bytes) return std::nullopt;
  try {
    auto manifest = parse_manifest(*bytes);
    if (file_name({manifest.product, manifest.version}) != path.filename())
      damaged(path, "is a draft of another release");
    return manifest;
  } catch (const TrustError& error) {
    damaged(path, error.what());
  }
}

void rename_file(const fs::path& from, const fs::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) throw StorageError("rename", to.string(), errno);
}

// Damage may have put anything in a file's place.
void remove_whatever(const fs::path& path) {
  std::error_code error;
  fs::remove_all(path, error);
  if (error) throw StorageError("remove", path.string(), error.value());
}

std::vector<BlobReference> blobs_of(const ReleaseManifest& draft) {
  std::vector<BlobReference> blobs = draft_deltas(draft);
  blobs.push_back(draft.bundle);
  blobs.push_back({draft.index.length, draft.index.sha256});
  return blobs;
}

// Content that no draft names any more.
void sweep_blobs(const RepositoryPaths& paths) {
  if (!fs::exists(blobs_folder(paths))) return;
  const DraftListing listing = read_drafts(paths);
  if (!listing.damaged.empty()) return;  // one of them may name any
  std::set<std::string> named;
  for (const auto& draft : listing.drafts)
    for (const auto& blob : blobs_of(draft)) named.insert(blob.sha256.hex());
  for (const auto& entry : fs::directory_iterator(blobs_folder(paths)))
    if (named.count(entry.path().filename().string()) == 0) remove_whatever(entry.path());
}

}  // namespace

DraftListing read_drafts(const RepositoryPaths& paths) {
  DraftListing listing;
  if (!fs::exists(paths.drafts())) return listing;
  for (const auto& entry : fs::directory_iterator(paths.drafts())) {
    if (!entry.path().filename().string().ends_with(kSuffix)) continue;
    try {
      if (auto draft = read_draft(entry.path())) listing.drafts.push_back(std::move(*draft));
    } catch (const Error& error) {
      listing.damaged.emplace_back(error.what());
    }
  }
  std::sort(listing.drafts.begin(), listing.drafts.end(), [](const auto& left, const auto& right) {
    return std::tie(left.product, left.version) < std::tie(right.product, right.version);
  });
  return listing;
}

bool is_draft(const RepositoryPaths& paths, const ReleaseName& name) {
  return fs::exists(fs::symlink_status(paths.drafts() / file_name(name)));
}

bool is_damaged_draft(const RepositoryPaths& paths, const ReleaseName& name) {
  try {
    find_draft(paths, name);
    return false;
  } catch (const StateError&) {
    return true;
  }
}

std::vector<std::string> drafted_products(const RepositoryPaths& paths) {
  std::vector<std::string> products;
  if (!fs::exists(paths.drafts())) return products;
  for (const auto& entry : fs::directory_iterator(paths.drafts())) {
    const std::string name = entry.path().filename().string();
    const std::string product = name.substr(0, name.find('.'));
    if (name.ends_with(kSuffix) && is_product_name(product)) products.push_back(product);
  }
  return products;
}

std::optional<ReleaseManifest> find_draft(const RepositoryPaths& paths, const ReleaseName& name) {
  return read_draft(paths.drafts() / file_name(name));
}

CatalogEntry draft_entry(const ReleaseManifest& manifest) {
  CatalogEntry entry;
  entry.product = manifest.product;
  entry.record = record_of(manifest);
  entry.target.custom = encode_release_record(entry.record);
  entry.visible = false;
  entry.draft = true;
  return entry;
}

void require_no_draft(const RepositoryPaths& paths, const std::vector<ReleaseName>& names) {
  for (const auto& name : names)
    if (is_draft(paths, name))
      throw StateError("exists", name.product + " " + name.version.text() + " is a draft here",
                       "publish the draft with `switchback-repo release`, replace it with "
                       "`publish --draft` or remove it");
}

void save_draft(const RepositoryPaths& paths, const PreparedRelease& release) {
  const ReleaseManifest& manifest = release.manifest;
  make_private_folder(paths.drafts());
  make_private_folder(blobs_folder(paths));
  remove_temporaries(paths.drafts());
  rename_file(release.bundle, draft_blob(paths, manifest.bundle.sha256));
  rename_file(release.index, draft_blob(paths, manifest.index.sha256));
  for (const auto& [file, blob] : release.deltas) rename_file(file, draft_blob(paths, blob.sha256));
  fsync_directory(blobs_folder(paths));
  write_file_durably(paths.drafts() / file_name({manifest.product, manifest.version}),
                     encode_manifest(manifest), 0600);
  forget_frames(paths, manifest.index.list_sha256);
  sweep_blobs(paths);
}

bool remove_draft(const RepositoryPaths& paths, const ReleaseName& name) {
  const bool removed = is_draft(paths, name);
  if (removed) {
    remove_whatever(paths.drafts() / file_name(name));
    fsync_directory(paths.drafts());
  }
  sweep_blobs(paths);
  return removed;
}

std::vector<BlobReference> draft_deltas(const ReleaseManifest& draft) {
  std::vector<BlobReference> deltas;
  for (const auto& delta : draft.deltas) {
    BlobReference blob{delta.offer.length, delta.offer.sha256};
    if (std::find(deltas.begin(), deltas.end(), blob) == deltas.end()) deltas.push_back(blob);
  }
  return deltas;
}

fs::path draft_blob(const RepositoryPaths& paths, const Sha256Digest& sha256) {
  return blobs_folder(paths) / sha256.hex();
}

}  // namespace switchback
