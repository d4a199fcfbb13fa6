#include "updater/slots/staging.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/durable.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"
#include "core/tree/entry_lookup.hpp"
#include "core/tree/frame_cut.hpp"
#include "core/tree/tree_writer.hpp"
#include "updater/slots/directory_cursor.hpp"
#include "updater/slots/disk_tree.hpp"
#include "updater/slots/file_hash.hpp"
#include "updater/slots/large_files.hpp"
#include "updater/slots/staged_tree.hpp"
#include "updater/slots/staging_round.hpp"
#include "updater/slots/staging_work.hpp"
#include "updater/slots/strangers.hpp"
#include "updater/slots/sync.hpp"

namespace switchback {
namespace {

void make_symlinks(const StagingRequest& request, TreeWriter& writer) {
  auto cursor = request.next->cursor();
  while (const TreeEntry* entry = cursor.next())
    if (entry->type == EntryType::symlink) writer.make_symlink(*entry);
}

// Where the whole tree becomes the slot by one rename, whatever else lies in it would, too.
void remove_strangers(int tree_fd, const IndexFile& next) {
  DirectoryCursor disk(tree_fd);
  for_each_stranger(tree_fd, next, [&](const std::string& path) {
    remove_beneath(disk.parent_of(path), DirectoryCursor::name_of(path));
  });
}

// Whatever the index's frames look like: no slot is touched before every file is here.
void require_complete(const TreeComparison& comparison) {
  if (std::any_of(comparison.dispositions.begin(), comparison.dispositions.end(), needs_content))
    throw TrustError("trust-format", "the release's frames do not give every file of its index");
}

}  // namespace

TreeStaging::TreeStaging(StagingRequest request, TreeComparison& comparison)
    : request_(std::move(request)),
      comparison_(comparison),
      present_frames_(request_.frames->size(), false) {}

void TreeStaging::resume() {
  const Descriptor tree = open_incoming_tree(*request_.layout);
  remove_strangers(tree.get(), *request_.next);
  look(tree.get(), true);
}

void TreeStaging::foresee() {
  const auto tree =
      open_if_exists(request_.layout->incoming_tree(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  if (tree) look(tree->get(), false);
}

void TreeStaging::look(int tree_fd, bool remove_useless) {
  DirectoryCursor disk(tree_fd);
  std::vector<std::uint64_t> incomplete;
  auto cursor = request_.next->cursor();
  while (const TreeEntry* entry = cursor.next()) {
    if (request_.stop.stop_requested()) throw Interrupted();
    Disposition& disposition = comparison_.dispositions[cursor.ordinal()];
    if (!needs_content(disposition)) continue;
    const auto info = disk.stat(entry->path);
    if (!info) continue;
    const int parent = disk.parent_of(entry->path);
    const std::string name = DirectoryCursor::name_of(entry->path);
    if (info->st_nlink == 1 && (info->st_mode & 07777) == entry->mode &&
        file_hash_at(parent, name, request_.stop) == entry->sha256) {
      disposition = Disposition::staged;
      ++present_.files;
      present_.bytes += entry->size;
    } else if (disposition == Disposition::fetch && S_ISREG(info->st_mode) && info->st_nlink == 1 &&
               entry->size > kBigFile && static_cast<std::uint64_t>(info->st_size) == entry->size) {
      incomplete.push_back(cursor.ordinal());
    } else if (remove_useless) {
      remove_beneath(parent, name);
    }
  }
  if (!incomplete.empty()) find_present_frames(tree_fd, incomplete);
}

void TreeStaging::find_present_frames(int tree_fd, const std::vector<std::uint64_t>& incomplete) {
  std::vector<PartialFile> present(incomplete.size());
  std::string buffer;
  request_.frames->for_each_part(*request_.next, [&](std::size_t number, const FilePart& part) {
    if (request_.stop.stop_requested()) throw Interrupted();
    const Frame& frame = request_.frames->frame(number);
    const auto file = std::lower_bound(incomplete.begin(), incomplete.end(), part.ordinal);
    if (file == incomplete.end() || *file != part.ordinal || part.length != frame.content_length)
      return;
    DirectoryCursor disk(tree_fd);
    const int fd = ::openat(disk.parent_of(part.entry->path),
                            DirectoryCursor::name_of(part.entry->path).c_str(),
                            O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) throw StorageError("open", part.entry->path, errno);
    const Descriptor input(fd);
    buffer.resize(part.length);
    if (pread_some(fd, buffer.data(), part.length, part.file_offset, part.entry->path) !=
            part.length ||
        Sha256::of(buffer) != frame.content_sha256)
      return;
    const auto i = static_cast<std::size_t>(file - incomplete.begin());
    present_frames_[number] = true;
    present[i].bytes += part.length;
    present[i].last_frame = number;
  });
  for (std::size_t i = 0; i < incomplete.size(); ++i) add_partial_file(incomplete[i], present[i]);
}

void TreeStaging::add_partial_file(std::uint64_t ordinal, PartialFile present) {
  if (present.bytes == EntryLookup(*request_.next).at(ordinal).size) {
    // Only its mode is missing. It is set when the last frame arrives: so one has to arrive.
    present_frames_[present.last_frame] = false;
    present.bytes -= request_.frames->frame(present.last_frame).content_length;
  }
  present_.bytes += present.bytes;
  partial_files_.emplace_back(ordinal, present.bytes);
}

Selection TreeStaging::select() const {
  Selection selection = select_frames(
      *request_.next, *request_.frames, comparison_,
      request_.local_frames ? request_.slots : std::vector<const SlotImage*>{}, request_.stop);
  const auto present = [&](std::size_t number) { return present_frames_[number]; };
  std::erase_if(selection.fetch, present);
  std::erase_if(selection.local, [&](const LocalFrame& local) { return present(local.frame); });
  selection.fetch_bytes = 0;
  for (const std::size_t number : selection.fetch)
    selection.fetch_bytes += request_.frames->frame(number).compressed_length;
  return selection;
}

void TreeStaging::run(PieceFetcher& fetcher) {
  const Descriptor tree = open_incoming_tree(*request_.layout);
  TreeWriter writer(tree.get());
  LargeFiles large_files(writer);
  EntryLookup entries(*request_.next);
  for (const auto& [ordinal, present] : partial_files_)
    large_files.resume(entries.at(ordinal), ordinal, present);
  make_directories(*request_.next, request_.whole_tree, comparison_, writer);

  for (bool again = true; again;) {
    const Selection selection = select();
    const std::vector<LocalCopy> copies = remaining_copies(comparison_);
    StagingWork work(request_, comparison_, writer, large_files);
    run_staging_round(fetcher, request_, copies, selection, work);
    for (const std::size_t frame : work.placed_frames()) present_frames_[frame] = true;
    again = work.has_failed_sources();
    if (again) request_.local_frames = false;  // a slot is damaged: the rest is downloaded
  }
  require_complete(comparison_);
  if (request_.whole_tree) make_symlinks(request_, writer);
  sync_staged(*request_.layout, *request_.next, comparison_, request_.whole_tree);
}

}  // namespace switchback
