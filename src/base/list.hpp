// An intrusive first-in-first-out list: the caller owns the nodes, the list only links them, so its
// length has no limit.
#pragma once

namespace westwind {

/// Base of everything that can stand in one `List<T>` at a time.
template <typename T>
class ListNode {
 public:
  bool is_linked() const { return linked_; }

 private:
  template <typename>
  friend class List;
  T* next_ = nullptr;
  bool linked_ = false;
};

template <typename T>
class List {
 public:
  bool empty() const { return head_ == nullptr; }
  T* front() const { return head_; }
  static T* next(const T& node) { return static_cast<const ListNode<T>&>(node).next_; }

  void push_back(T& node) {
    ListNode<T>& link = node;
    link.next_ = nullptr;
    link.linked_ = true;
    if (tail_ != nullptr)
      static_cast<ListNode<T>*>(tail_)->next_ = &node;
    else
      head_ = &node;
    tail_ = &node;
  }

  T* pop_front() {
    T* node = head_;
    if (node != nullptr) remove(*node);
    return node;
  }

  /// Unlinks `node` if it is in this list; returns whether it was.
  bool remove(T& node) {
    T* before = nullptr;
    for (T* at = head_; at != nullptr; before = at, at = next(*at)) {
      if (at != &node) continue;
      T* after = next(*at);
      (before != nullptr ? static_cast<ListNode<T>*>(before)->next_ : head_) = after;
      if (tail_ == at) tail_ = before;
      ListNode<T>& link = node;
      link.next_ = nullptr;
      link.linked_ = false;
      return true;
    }
    return false;
  }

 private:
  T* head_ = nullptr;
  T* tail_ = nullptr;
};

}  // namespace westwind
