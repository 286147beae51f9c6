// Hexadecimal and decimal text (sys/util.h).
#include <zephyr/sys/util.h>

int char2hex(char digit, uint8_t* value) {
  if (digit >= '0' && digit <= '9')
    *value = static_cast<uint8_t>(digit - '0');
  else if (digit >= 'a' && digit <= 'f')
    *value = static_cast<uint8_t>(digit - 'a' + 10);
  else if (digit >= 'A' && digit <= 'F')
    *value = static_cast<uint8_t>(digit - 'A' + 10);
  else
    return -EINVAL;
  return 0;
}

int hex2char(uint8_t value, char* digit) {
  if (value > 15) return -EINVAL;
  *digit = "0123456789abcdef"[value];
  return 0;
}

size_t bin2hex(const uint8_t* octets, size_t size, char* text, size_t space) {
  if (space < 2 * size + 1) return 0;
  for (size_t i = 0; i < size; ++i) {
    (void)hex2char(static_cast<uint8_t>(octets[i] >> 4), &text[2 * i]);
    (void)hex2char(octets[i] & 0x0f, &text[2 * i + 1]);
  }
  text[2 * size] = '\0';
  return 2 * size;
}

size_t hex2bin(const char* text, size_t length, uint8_t* octets, size_t space) {
  const size_t size = (length + 1) / 2;
  if (space < size) return 0;
  for (size_t i = 0, at = 0; i < size; ++i) {
    uint8_t high = 0;
    uint8_t low = 0;
    const bool has_high = length % 2 == 0 || i > 0;
    if (has_high && char2hex(text[at++], &high) != 0) return 0;
    if (char2hex(text[at++], &low) != 0) return 0;
    octets[i] = static_cast<uint8_t>(high << 4 | low);
  }
  return size;
}

uint8_t u8_to_dec(char* text, uint8_t space, uint8_t value) {
  uint8_t written = 0;
  for (uint8_t divisor = 100; divisor > 0 && space > 0; divisor /= 10) {
    const auto digit = static_cast<uint8_t>(value / divisor);
    value = static_cast<uint8_t>(value % divisor);
    if (digit == 0 && written == 0 && divisor > 1) continue;
    *text++ = static_cast<char>('0' + digit);
    ++written;
    --space;
  }
  return written;
}
