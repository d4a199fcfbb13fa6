# What `cmake --install` puts where: programs (component "programs"), and the host library with its public headers and CMake package
# (component "development"). Other programs use it as: find_package(Switchback) and target_link_libraries(... Switchback::host).
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

install(TARGETS switchback switchback-repo RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT programs)
install(FILES LICENSE README.md DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT programs)
install(FILES docs/configuration.md docs/exit-codes.md docs/formats.md docs/glossary.md docs/operations.md docs/releases.md docs/version-path.md
  DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT programs)
install(FILES docs/embedding.md DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT development)

# The host library is its layers; a program links the last of them and gets the others.
set(SWITCHBACK_HOST_LAYERS base manifest_schema keys tree difference delta transport trust resolve state slots engine)
list(TRANSFORM SWITCHBACK_HOST_LAYERS PREPEND switchback_ OUTPUT_VARIABLE switchback_host_targets)
set_target_properties(switchback_engine PROPERTIES EXPORT_NAME host)
target_include_directories(switchback_engine PUBLIC $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
install(TARGETS ${switchback_host_targets} EXPORT SwitchbackTargets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}/switchback COMPONENT development)

# Three public headers are headers of inner layers: installed as these themselves, without the folders they come from.
set(switchback_include ${CMAKE_INSTALL_INCLUDEDIR}/switchback)
install(FILES updater/include/switchback/decision.hpp updater/include/switchback/host.hpp updater/include/switchback/plan.hpp
  updater/include/switchback/status.hpp DESTINATION ${switchback_include} COMPONENT development)
install(FILES base/errors.hpp DESTINATION ${switchback_include} RENAME error.hpp COMPONENT development)
install(FILES base/progress.hpp DESTINATION ${switchback_include} COMPONENT development)
install(FILES manifest-schema/version.hpp DESTINATION ${switchback_include} COMPONENT development)

set(switchback_package ${CMAKE_INSTALL_LIBDIR}/cmake/Switchback)
configure_package_config_file(cmake/SwitchbackConfig.cmake.in SwitchbackConfig.cmake
  INSTALL_DESTINATION ${switchback_package})
write_basic_package_version_file(SwitchbackConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/SwitchbackConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/SwitchbackConfigVersion.cmake
  DESTINATION ${switchback_package} COMPONENT development)
install(EXPORT SwitchbackTargets NAMESPACE Switchback:: DESTINATION ${switchback_package} COMPONENT development)

# Written by packaging/describe.py; tests/cli/describe_test.py holds them to what the programs say.
install(FILES packaging/man/switchback.1 packaging/man/switchback-repo.1
  DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT programs)
set(switchback_completions ${CMAKE_CURRENT_SOURCE_DIR}/packaging/completions)
install(FILES ${switchback_completions}/switchback.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
  RENAME switchback COMPONENT programs)
install(FILES ${switchback_completions}/switchback-repo.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
  RENAME switchback-repo COMPONENT programs)
install(FILES ${switchback_completions}/_switchback ${switchback_completions}/_switchback-repo
  DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions COMPONENT programs)
install(FILES ${switchback_completions}/switchback.fish ${switchback_completions}/switchback-repo.fish
  DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d COMPONENT programs)
