option(SWITCHBACK_WERROR "Treat warnings as errors (developers and CI)" OFF)

function(switchback_warnings target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wconversion -Wsign-conversion -Wshadow
    -Wnon-virtual-dtor -Woverloaded-virtual -Wnull-dereference)
  if(SWITCHBACK_WERROR)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
endfunction()
