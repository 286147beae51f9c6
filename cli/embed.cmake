# Turns a text file into a header with it as a string: cmake -DIN=... -DOUT=... -DNAME=... -P embed.cmake
# A compiler need not take literals longer than 64 KiB, so it is cut into pieces.
file(READ "${IN}" text)
string(LENGTH "${text}" length)
set(pieces "")
set(at 0)
while(at LESS length)
  string(SUBSTRING "${text}" ${at} 8000 piece)
  string(APPEND pieces "R\"westwind(${piece})westwind\"\n")
  math(EXPR at "${at} + 8000")
endwhile()
file(WRITE "${OUT}" "// Made by embed.cmake.\n#pragma once\nconstexpr const char* ${NAME} = ${pieces};\n")
