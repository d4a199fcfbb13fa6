set(SWITCHBACK_SANITIZE "" CACHE STRING "Sanitizers, comma-separated: address,undefined or thread")

function(switchback_sanitizers target)
  if(SWITCHBACK_BUILD_FUZZERS)
    target_compile_options(${target} PUBLIC -fsanitize=fuzzer-no-link)
  endif()
  if(SWITCHBACK_SANITIZE)
    target_compile_options(${target} PUBLIC -fsanitize=${SWITCHBACK_SANITIZE}
      -fno-omit-frame-pointer -fno-sanitize-recover=all)
    target_link_options(${target} PUBLIC -fsanitize=${SWITCHBACK_SANITIZE})
  endif()
endfunction()
