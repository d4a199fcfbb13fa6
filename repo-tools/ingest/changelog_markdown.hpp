// A changelog in Markdown: the headings Breaking, Needs action, Security, Added, Changed and Fixed
// (any level, any letter case) and a list beneath each.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "manifest-schema/changelog.hpp"
#include "manifest-schema/version.hpp"

namespace switchback {

// An item, with its continued lines and nested items, is an entry; so is a paragraph under one of
// the headings. Text before the first of them, titles ("# Demo") and version headings ("## [0r1] -
// 2026-11-23", "## Unreleased") are not part of the changelog. Of a file with several version
// headings only the section of `version` is taken. Throws ConfigError("config") "FILE:LINE: ..."
// for any other heading (naming the nearest known one), a list outside the headings, a missing
// section, a (cve: ...) that is none, too many or too long entries, and text that is not UTF-8.
std::vector<ChangelogEntry> parse_changelog_markdown(std::string_view text, const Version& version,
                                                     const std::string& file = "changelog");

}  // namespace switchback
