#include "updater/engine/slot_repair.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <set>

#include "base/beneath.hpp"
#include "base/durable.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"
#include "core/transport/mirror_set.hpp"
#include "updater/engine/incoming.hpp"
#include "updater/engine/index_download.hpp"
#include "updater/engine/transport_settings.hpp"
#include "updater/slots/rebuild.hpp"
#include "updater/slots/slot_check.hpp"
#include "updater/slots/space.hpp"
#include "updater/slots/staging.hpp"

namespace switchback {
namespace {

class SlotRepair {
 public:
  SlotRepair(Session& session, Slot slot)
      : session_(session), slot_(slot), record_(session.store.slot(slot)) {}

  std::vector<Damage> run(bool repair) {
    if (record_.state != SlotState::complete) return {};
    auto image = open_image(repair);
    if (!image) return std::move(findings_);
    auto damage = check(*image);
    if (repair && !damage.empty()) {
      fix(*image, damage);
      mark_repaired(*image);
    }
    return std::move(findings_);
  }

 private:
  MirrorSet& mirrors() {
    if (!mirrors_)
      mirrors_.emplace(session_.store.host().repositories, transport_options(session_.settings));
    return *mirrors_;
  }

  std::optional<SlotImage> open_image(bool repair) {
    try {
      return open_slot(session_.layout, slot_, record_, session_.settings.stop);
    } catch (const Error& error) {
      findings_.push_back({std::string(slot_name(slot_)),
                           session_.layout.slot_index(slot_).filename(), error.what(), false});
      if (!repair) return std::nullopt;
    }
    restore_index_and_directory();
    findings_.back().repaired = true;
    return open_slot(session_.layout, slot_, record_, session_.settings.stop);
  }

  void restore_index_and_directory() {
    const auto path = session_.layout.slot(slot_);
    if (::mkdir(path.c_str(), 0755) != 0 && errno != EEXIST)
      throw StorageError("mkdir", path.string(), errno);
    const auto temporary = session_.layout.slots() / "index.new";
    ::unlink(temporary.c_str());
    Descriptor output = open_file(temporary, O_RDWR | O_CREAT | O_EXCL, 0600);
    const Descriptor sync(::fcntl(output.get(), F_DUPFD_CLOEXEC, 0));
    download_index(mirrors(), parse_manifest(record_.manifest), {}, std::move(output),
                   temporary.string());
    fsync_file(sync.get(), temporary.string());
    if (::rename(temporary.c_str(), session_.layout.slot_index(slot_).c_str()) != 0)
      throw StorageError("rename", temporary.string(), errno);
    fsync_directory(session_.layout.slots());
  }

  std::vector<SlotDamage> check(const SlotImage& image) {
    SlotCheckOptions options;
    options.stop = session_.settings.stop;
    options.progress = session_.settings.progress;
    std::vector<SlotDamage> damage;
    check_slot(image, session_.layout, options, [&](const SlotDamage& item) {
      findings_.push_back(
          {std::string(slot_name(slot_)), item.path, damage_name(item.kind), false});
      damage.push_back(item);
    });
    return damage;
  }

  void fix(const SlotImage& image, const std::vector<SlotDamage>& damage) {
    move_strays(image, damage);
    const TreeComparison wanted = damaged_content(image, damage);
    clear_incoming(session_.layout);
    require_space(session_.layout, {wanted.changed_blocks + (1 << 20), wanted.changed_files + 16});
    stage_and_place(image, wanted);
  }

  // Only files need content; directories, symlinks and modes are put right by the rebuild.
  static TreeComparison damaged_content(const SlotImage& image,
                                        const std::vector<SlotDamage>& damage) {
    std::set<std::uint64_t> ordinals;
    for (const auto& item : damage)
      if (item.kind != DamageKind::unexpected) ordinals.insert(item.ordinal);
    TreeComparison comparison;
    auto cursor = image.index.cursor();
    while (const TreeEntry* entry = cursor.next()) {
      const bool fetch = entry->type == EntryType::file && ordinals.contains(cursor.ordinal());
      comparison.dispositions.push_back(fetch ? Disposition::fetch : Disposition::keep);
      if (!fetch) continue;
      ++comparison.changed_files;
      comparison.changed_bytes += entry->size;
      comparison.changed_blocks += (entry->size + 4095) / 4096 * 4096;
    }
    return comparison;
  }

  void stage_and_place(const SlotImage& image, TreeComparison comparison) {
    const FrameMap frames = FrameMap::build(image.index, session_.settings.stop);
    const Slot other = other_slot(slot_);
    std::optional<SlotImage> source = open_other(other);
    StagingRequest request;
    request.next = &image.index;
    request.frames = &frames;
    if (source) request.slots.push_back(&*source);
    request.layout = &session_.layout;
    const ReleaseManifest manifest = parse_manifest(record_.manifest);
    request.bundle_path = blob_path(manifest.product, manifest.bundle.sha256);
    request.stop = session_.settings.stop;
    request.progress = session_.settings.progress;
    find_local_content(image.index, request.slots, comparison, request.stop);
    try {
      TreeStaging(request, comparison).run(mirrors());
    } catch (const StorageError&) {
      clear_incoming(session_.layout);
      throw;
    }
    rebuild_slot(session_.layout, slot_, image.index);
  }

  std::optional<SlotImage> open_other(Slot other) {
    try {
      return open_slot(session_.layout, other, session_.store.slot(other), session_.settings.stop);
    } catch (const Error&) {
      return std::nullopt;  // that slot's own findings say what is wrong with it
    }
  }

  // Nothing is deleted: what somebody put into the slot, or in the place of an entry, is kept
  // aside.
  void move_strays(const SlotImage& image, const std::vector<SlotDamage>& damage) {
    std::optional<std::filesystem::path> target;
    std::size_t number = 0;
    for (const auto& item : damage) {
      if (item.kind != DamageKind::unexpected && item.kind != DamageKind::wrong_type) continue;
      if (!target) target = make_strays_directory();
      const auto [parent, name] = open_parent_beneath(image.tree.get(), item.path);
      const auto kept = *target / (std::to_string(++number) + "-" + name);
      if (::renameat(parent.get(), name.c_str(), AT_FDCWD, kept.c_str()) != 0)
        throw StorageError("rename", item.path, errno);
      session_.warn(item.path + " in slot " + std::string(slot_name(slot_)) +
                    " did not belong there; it is kept as " +
                    kept.lexically_relative(session_.layout.root()).string());
    }
  }

  std::filesystem::path make_strays_directory() {
    const auto top = session_.layout.strays();
    if (::mkdir(top.c_str(), 0700) != 0 && errno != EEXIST)
      throw StorageError("mkdir", top.string(), errno);
    for (int n = 1;; ++n) {
      auto path = top / (format_compact(now()) + "_" + std::to_string(n));
      if (::mkdir(path.c_str(), 0700) == 0) return path;
      if (errno != EEXIST) throw StorageError("mkdir", path.string(), errno);
    }
  }

  void mark_repaired(const SlotImage& image) {
    auto before = std::move(findings_);
    findings_.clear();
    const auto left = check(image);
    std::set<std::string> broken;
    for (const auto& item : left) broken.insert(item.path);
    findings_.clear();
    for (auto& finding : before) {
      finding.repaired = !broken.contains(finding.path);
      findings_.push_back(std::move(finding));
    }
  }

  Session& session_;
  Slot slot_;
  SlotRecord record_;
  std::optional<MirrorSet> mirrors_;
  std::vector<Damage> findings_;
};

}  // namespace

std::vector<Damage> verify_slots(Session& session, bool repair) {
  std::vector<Damage> findings;
  for (const Slot slot : {Slot::a, Slot::b}) {
    auto part = SlotRepair(session, slot).run(repair);
    findings.insert(findings.end(), part.begin(), part.end());
  }
  return findings;
}

}  // namespace switchback
