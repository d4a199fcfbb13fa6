# One function per kind of target, so that every folder's CMakeLists.txt is a list of sources and the layers it links.
include(SwitchbackWarnings)
include(SwitchbackSanitizers)

# Everything a target of ours has in common: the standard, warnings, sanitizers and the include root.
function(switchback_configure target)
  target_compile_features(${target} PUBLIC cxx_std_20)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)
  target_include_directories(${target} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>)
  target_compile_definitions(${target} PRIVATE _FILE_OFFSET_BITS=64
    $<$<CONFIG:Debug>:_GLIBCXX_ASSERTIONS>)
  switchback_warnings(${target})
  switchback_sanitizers(${target})
endfunction()

# switchback_library(NAME SOURCES ... [PUBLIC libs...] [PRIVATE libs...])
# A layer: a static library named switchback_NAME with the alias switchback::NAME.
function(switchback_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(switchback_${name} STATIC ${ARG_SOURCES})
  add_library(switchback::${name} ALIAS switchback_${name})
  set_target_properties(switchback_${name} PROPERTIES EXPORT_NAME ${name})
  target_link_libraries(switchback_${name} PUBLIC ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
  switchback_configure(switchback_${name})
endfunction()

# switchback_executable(NAME SOURCES ... LINK libs...)
function(switchback_executable name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_LINK})
  switchback_configure(${name})
endfunction()

# switchback_test(NAME SOURCES ... LINK libs... [LABELS labels...])
# A Catch2 binary; each TEST_CASE becomes a ctest test of its own, named "NAME/test case". One that cannot run here
# says WARN("skipped here: " reason) and returns.
function(switchback_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK;LABELS" ${ARGN})
  switchback_executable(${name} SOURCES ${ARG_SOURCES} LINK ${ARG_LINK} switchback::catch_main)
  catch_discover_tests(${name} TEST_PREFIX "${name}/" PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT 300
    SKIP_REGULAR_EXPRESSION "skipped here: ")
endfunction()
