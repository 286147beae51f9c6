// For BlueZ' btvirt, by LD_PRELOAD. Its sockets go into the folder BTVIRT_FOLDER in place of /tmp.
// And the kernel's crypto sockets (AF_ALG), without which it drops every LE host and which not
// every kernel has, are answered with OpenSSL. As linux/if_alg.h and the kernel's documentation
// (crypto/userspace-if) have it: "skcipher" ecb(aes) and "hash" cmac(aes), one message, one answer.
// Not for many threads.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <linux/if_alg.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

enum { most_fds = 1024, most_octets = 4096, block = 16 };

struct Operation {
  int in_use;
  int is_hash;
  unsigned char key[block];
  unsigned char answer[most_octets];
  size_t answer_size;
};

static struct Operation operations[most_fds];

static struct Operation* operation(int fd) {
  return fd >= 0 && fd < most_fds && operations[fd].in_use ? &operations[fd] : NULL;
}

// A descriptor that nothing else has, and what stands behind it.
static int open_operation(const struct Operation* like) {
  const int fd = eventfd(0, EFD_CLOEXEC);
  if (fd < 0) return fd;
  if (fd >= most_fds) {
    close(fd);
    errno = EMFILE;
    return -1;
  }
  memset(&operations[fd], 0, sizeof operations[fd]);
  if (like != NULL) operations[fd] = *like;
  operations[fd].in_use = 1;
  return fd;
}

static void* real(const char* name) { return dlsym(RTLD_NEXT, name); }

// The path in the folder for one of btvirt's in /tmp.
static int move(const char* path, char* moved, size_t space) {
  static const char place[] = "/tmp/bt-server";
  const char* folder = getenv("BTVIRT_FOLDER");
  if (folder == NULL || strncmp(path, place, sizeof place - 1) != 0) return 0;
  return snprintf(moved, space, "%s%s", folder, path + strlen("/tmp")) < (int)space;
}

int unlink(const char* path) {
  int (*next)(const char*) = real("unlink");
  char moved[most_octets];
  return next(move(path, moved, sizeof moved) ? moved : path);
}

static void calculate(struct Operation* self, const unsigned char* octets, size_t size) {
  self->answer_size = 0;
  if (self->is_hash) {
    size_t length = sizeof self->answer;
    EVP_Q_mac(NULL, "CMAC", NULL, "AES-128-CBC", NULL, self->key, block, octets, size, self->answer,
              sizeof self->answer, &length);
    self->answer_size = length;
    return;
  }
  EVP_CIPHER_CTX* context = EVP_CIPHER_CTX_new();
  int length = 0;
  EVP_EncryptInit_ex(context, EVP_aes_128_ecb(), NULL, self->key, NULL);
  EVP_CIPHER_CTX_set_padding(context, 0);
  EVP_EncryptUpdate(context, self->answer, &length, octets, (int)size);
  EVP_CIPHER_CTX_free(context);
  self->answer_size = (size_t)length;
}

int socket(int domain, int type, int protocol) {
  if (domain == AF_ALG) return open_operation(NULL);
  int (*next)(int, int, int) = real("socket");
  return next(domain, type, protocol);
}

int bind(int fd, const struct sockaddr* address, socklen_t size) {
  struct Operation* self = operation(fd);
  if (self == NULL) {
    int (*next)(int, const struct sockaddr*, socklen_t) = real("bind");
    struct sockaddr_un moved = {.sun_family = AF_UNIX};
    if (address->sa_family != AF_UNIX || !move(((const struct sockaddr_un*)address)->sun_path,
                                               moved.sun_path, sizeof moved.sun_path))
      return next(fd, address, size);
    return next(fd, (const struct sockaddr*)&moved, sizeof moved);
  }
  const struct sockaddr_alg* wanted = (const struct sockaddr_alg*)address;
  self->is_hash = strcmp((const char*)wanted->salg_type, "hash") == 0;
  if (strcmp((const char*)wanted->salg_name, self->is_hash ? "cmac(aes)" : "ecb(aes)") == 0)
    return 0;
  errno = ENOENT;
  return -1;
}

int setsockopt(int fd, int level, int option, const void* value, socklen_t size) {
  struct Operation* self = operation(fd);
  if (self == NULL) {
    int (*next)(int, int, int, const void*, socklen_t) = real("setsockopt");
    return next(fd, level, option, value, size);
  }
  if (option != ALG_SET_KEY || size != block) {
    errno = EINVAL;
    return -1;
  }
  memcpy(self->key, value, block);
  return 0;
}

static int accept_operation(int fd) { return open_operation(operation(fd)); }

int accept(int fd, struct sockaddr* address, socklen_t* size) {
  if (operation(fd) != NULL) return accept_operation(fd);
  int (*next)(int, struct sockaddr*, socklen_t*) = real("accept");
  return next(fd, address, size);
}

int accept4(int fd, struct sockaddr* address, socklen_t* size, int flags) {
  if (operation(fd) != NULL) return accept_operation(fd);
  int (*next)(int, struct sockaddr*, socklen_t*, int) = real("accept4");
  return next(fd, address, size, flags);
}

ssize_t sendmsg(int fd, const struct msghdr* message, int flags) {
  struct Operation* self = operation(fd);
  if (self == NULL) {
    ssize_t (*next)(int, const struct msghdr*, int) = real("sendmsg");
    return next(fd, message, flags);
  }
  unsigned char octets[most_octets];
  size_t size = 0;
  for (size_t i = 0; i < message->msg_iovlen && size + message->msg_iov[i].iov_len <= sizeof octets;
       ++i) {
    memcpy(octets + size, message->msg_iov[i].iov_base, message->msg_iov[i].iov_len);
    size += message->msg_iov[i].iov_len;
  }
  calculate(self, octets, size);
  return (ssize_t)size;
}

ssize_t send(int fd, const void* octets, size_t size, int flags) {
  struct Operation* self = operation(fd);
  if (self == NULL) {
    ssize_t (*next)(int, const void*, size_t, int) = real("send");
    return next(fd, octets, size, flags);
  }
  calculate(self, octets, size);
  return (ssize_t)size;
}

ssize_t read(int fd, void* space, size_t size) {
  struct Operation* self = operation(fd);
  if (self == NULL) {
    ssize_t (*next)(int, void*, size_t) = real("read");
    return next(fd, space, size);
  }
  const size_t count = size < self->answer_size ? size : self->answer_size;
  memcpy(space, self->answer, count);
  return (ssize_t)count;
}

int close(int fd) {
  if (operation(fd) != NULL) operations[fd].in_use = 0;
  int (*next)(int) = real("close");
  return next(fd);
}
