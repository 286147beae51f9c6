// Makes a block cipher that answers later, such as a controller's LE Encrypt (Vol 4 Part E 7.8.22),
// serve functions that want the answer at once.
//
// The toolbox is pure, so it may be computed again: each run gets one block further.
//
//     for (;;) {
//       const auto check = f6(deferred, mac_key, inputs);
//       if (!deferred.question()) break;   // `check` is valid
//       ... LE Encrypt of question()->key and ->block; later: deferred.answer(ciphertext)
//     }
//
// Only the owner of the controller uses it; firmware that has AES in software or hardware does not.
#pragma once

#include <optional>

#include "base/assert.hpp"
#include "crypto/aes128.hpp"
#include "crypto/constant_time.hpp"

namespace westwind::crypto {

/// `most_blocks` a computation may need: f5 takes 13, the other functions at most 6.
template <std::size_t most_blocks = 13>
class DeferredAes128 final : public Aes128 {
 public:
  /// Most significant octet first, as for `Aes128`; HCI wants them reversed.
  struct Question {
    Block key{};
    Block block{};
  };

  DeferredAes128() = default;
  DeferredAes128(const DeferredAes128&) = delete;
  DeferredAes128& operator=(const DeferredAes128&) = delete;
  ~DeferredAes128() { forget(); }

  void encrypt(const Block& key, const Block& in, Block& out) override {
    if (asked_ < answered_) {
      out = answers_[asked_++];
      return;
    }
    // From here on the run computes with zeros, and what it yields is thrown away.
    if (!question_) question_ = Question{key, in};
    out = {};
  }

  /// What has to be encrypted before the computation can be had. Nothing: the last run was whole,
  /// and the next is a new computation.
  std::optional<Question> question() {
    const std::optional<Question> open = question_;
    asked_ = 0;
    if (!open) forget();
    return open;
  }

  /// The ciphertext, most significant octet first. Then run the computation again.
  void answer(const Block& ciphertext) {
    ensure(question_.has_value() && answered_ < most_blocks);
    answers_[answered_++] = ciphertext;
    question_.reset();
  }

  /// Gives a computation up.
  void forget() {
    wipe(answers_);
    question_.reset();
    asked_ = answered_ = 0;
  }

 private:
  std::array<Block, most_blocks> answers_{};
  std::optional<Question> question_;
  std::size_t asked_ = 0;     ///< in this run
  std::size_t answered_ = 0;  ///< in this computation
};

}  // namespace westwind::crypto
