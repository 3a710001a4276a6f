/*
 * The benchmark's server: answers every HTTP/1.1 request with the same bytes but for the ids of request
 * and trace, of which no two are alike, from one thread with epoll, so that the client is what is measured.
 * Requests are told apart by Content-Length; connections are kept alive. Not a web server: anything
 * malformed closes the connection.
 *
 *   server ANSWER_FILE DELAY_US [KEY_FILE CERTIFICATE_FILE]        prints `listening PORT`
 *
 * Compiled with -DTLS -lssl -lcrypto, and given a key and a certificate, it speaks TLS by OpenSSL.
 *
 * Commands on standard input, one a line:
 *   count      prints `count REQUESTS FIRST_US CPU_US`: answered so far, when the first request was
 *              there (CLOCK_MONOTONIC, 0: none yet), and CPU time of this process
 *   stall MS   does nothing at all for that long
 * Ends when standard input does.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>
#ifdef TLS
#include <openssl/err.h>
#include <openssl/ssl.h>
#endif

#define BUFFER_BYTES 65536
#define MAX_CONNECTIONS 32768
#define MAX_EVENTS 256

/* What is read and belongs to no whole request yet. Allocated once for each descriptor. */
struct connection {
  char *buffer;
  size_t length;
  uint32_t generation;
#ifdef TLS
  SSL *tls;
#endif
};

/* An answer that waits for its time; all wait equally long, so they are in order. */
struct pending {
  uint64_t due_us;
  int fd;
  uint32_t generation;
};

static struct connection connections[MAX_CONNECTIONS];
static struct pending *pending;
static size_t pending_head, pending_count, pending_capacity = 65536;
static char *answer;
static size_t answer_bytes;
/* Eight hexadecimal digits of the answer that are others each time; NULL: it has none. */
static char *request_id, *trace_id;
static uint64_t delay_us, requests, first_us;
static int epoll_fd, timer_fd;

static void die(const char *what) {
  perror(what);
  exit(1);
}

static uint64_t now_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

#ifdef TLS
static SSL_CTX *tls;

static int select_http(SSL *of, const unsigned char **out, unsigned char *out_bytes, const unsigned char *in, unsigned in_bytes, void *arg) {
  static const unsigned char http[] = "\x08http/1.1";
  (void)of, (void)arg;
  int found = SSL_select_next_proto((unsigned char **)out, out_bytes, http, sizeof http - 1, in, in_bytes);
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

static void load_certificate(const char *key, const char *certificate) {
  tls = SSL_CTX_new(TLS_server_method());
  SSL_CTX_set_alpn_select_cb(tls, select_http, NULL);
  SSL_CTX_set_mode(tls, SSL_MODE_RELEASE_BUFFERS);
  if (SSL_CTX_use_PrivateKey_file(tls, key, SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_use_certificate_chain_file(tls, certificate) != 1) {
    ERR_print_errors_fp(stderr);
    exit(1);
  }
}

static void open_tls(int fd) {
  if (tls == NULL) return;
  connections[fd].tls = SSL_new(tls);
  SSL_set_fd(connections[fd].tls, fd);
  SSL_set_accept_state(connections[fd].tls);
}

static void close_tls(int fd) {
  SSL_free(connections[fd].tls);
  connections[fd].tls = NULL;
}

/* As read(2). The handshake is part of the first. */
static ssize_t receive(int fd, char *to, size_t bytes) {
  SSL *of = connections[fd].tls;
  if (of == NULL) return read(fd, to, bytes);
  int got = SSL_read(of, to, (int)bytes);
  if (got > 0) return got;
  int why = SSL_get_error(of, got);
  ERR_clear_error();
  errno = EAGAIN;
  return why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE ? -1 : 0;
}

static ssize_t transmit(int fd, const char *from, size_t bytes) {
  SSL *of = connections[fd].tls;
  return of == NULL ? write(fd, from, bytes) : SSL_write(of, from, (int)bytes);
}

/* What has been read from the socket and not by us: epoll does not know of it. */
static int has_more(int fd) {
  return connections[fd].tls != NULL && SSL_pending(connections[fd].tls) > 0;
}
#else
static void open_tls(int fd) { (void)fd; }
static void close_tls(int fd) { (void)fd; }
static ssize_t receive(int fd, char *to, size_t bytes) { return read(fd, to, bytes); }
static ssize_t transmit(int fd, const char *from, size_t bytes) { return write(fd, from, bytes); }
static int has_more(int fd) { (void)fd; return 0; }
#endif

static void close_connection(int fd) {
  connections[fd].generation++;
  connections[fd].length = 0;
  close_tls(fd);
  close(fd);
}

static void write_number(char *digits, uint32_t number) {
  if (digits == NULL) return;
  for (int i = 0; i < 8; i++) digits[i] = "0123456789abcdef"[(number >> (4 * i)) & 15];
}

/* An answer is far smaller than a socket's buffer: a short write means that the client is gone. */
static void send_answer(int fd) {
  static uint32_t sent;
  sent++;
  write_number(request_id, sent);
  write_number(trace_id, sent);
  if (transmit(fd, answer, answer_bytes) != (ssize_t)answer_bytes) close_connection(fd);
}

static void arm_timer(uint64_t due_us) {
  struct itimerspec at = {{0, 0}, {due_us / 1000000, (due_us % 1000000) * 1000}};
  timerfd_settime(timer_fd, TFD_TIMER_ABSTIME, &at, NULL);
}

static void answer_later(int fd) {
  if (pending_count == pending_capacity) exit(2);
  struct pending *entry = &pending[(pending_head + pending_count++) % pending_capacity];
  *entry = (struct pending){now_us() + delay_us, fd, connections[fd].generation};
  if (pending_count == 1) arm_timer(entry->due_us);
}

static void answer_due(void) {
  uint64_t expirations, now = now_us();
  if (read(timer_fd, &expirations, sizeof expirations) < 0 && errno != EAGAIN) die("timer");
  while (pending_count > 0 && pending[pending_head].due_us <= now) {
    struct pending *entry = &pending[pending_head];
    pending_head = (pending_head + 1) % pending_capacity;
    pending_count--;
    if (connections[entry->fd].generation == entry->generation) send_answer(entry->fd);
  }
  if (pending_count > 0) arm_timer(pending[pending_head].due_us);
}

/* Bytes of the first request in a buffer, 0 when it is not there in full. */
static size_t request_bytes(const char *buffer, size_t length) {
  const char *end = memmem(buffer, length, "\r\n\r\n", 4);
  if (end == NULL) return 0;
  size_t body = 0;
  for (const char *line = buffer; line < end; line = (const char *)memmem(line, end + 2 - line, "\r\n", 2) + 2) {
    if (strncasecmp(line, "content-length:", 15) == 0) body = strtoul(line + 15, NULL, 10);
  }
  size_t whole = end + 4 - buffer + body;
  return whole <= length ? whole : 0;
}

/* False: nothing more is there now, or the connection has ended. */
static int read_requests(int fd) {
  struct connection *connection = &connections[fd];
  ssize_t got = receive(fd, connection->buffer + connection->length, BUFFER_BYTES - connection->length);
  if (got < 0 && errno == EAGAIN) return 0;
  if (got <= 0) {
    close_connection(fd);
    return 0;
  }
  connection->length += got;
  size_t done = 0, bytes;
  uint32_t generation = connection->generation;
  while ((bytes = request_bytes(connection->buffer + done, connection->length - done)) > 0) {
    done += bytes;
    if (requests++ == 0) first_us = now_us();
    if (delay_us > 0) answer_later(fd);
    else send_answer(fd);
    if (connection->generation != generation) return 0;
  }
  if (done == 0 && connection->length == BUFFER_BYTES) {
    close_connection(fd);
    return 0;
  }
  memmove(connection->buffer, connection->buffer + done, connection->length - done);
  connection->length -= done;
  return has_more(fd);
}

static void watch(int fd) {
  struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
  if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0) die("epoll_ctl");
}

static void accept_all(int listener) {
  int fd, yes = 1;
  while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
    if (fd >= MAX_CONNECTIONS) {
      close(fd);
      continue;
    }
    if (connections[fd].buffer == NULL) connections[fd].buffer = malloc(BUFFER_BYTES);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    open_tls(fd);
    watch(fd);
  }
}

static uint64_t cpu_us(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return (uint64_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000 +
         usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

static void command(void) {
  static char text[256];
  ssize_t got = read(STDIN_FILENO, text, sizeof text - 1);
  if (got <= 0) exit(0);
  text[got] = 0;
  if (strncmp(text, "stall ", 6) == 0) {
    usleep(strtoul(text + 6, NULL, 10) * 1000);
  } else {
    printf("count %lu %lu %lu\n", (unsigned long)requests, (unsigned long)first_us, (unsigned long)cpu_us());
    fflush(stdout);
  }
}

/* Behind this text in the answer. */
static char *behind(const char *text) {
  char *found = memmem(answer, answer_bytes, text, strlen(text));
  return found == NULL ? NULL : found + strlen(text);
}

static void load_answer(const char *path) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) die(path);
  answer = malloc(BUFFER_BYTES);
  answer_bytes = fread(answer, 1, BUFFER_BYTES, file);
  fclose(file);
  request_id = behind("x-amzn-RequestId: ");
  /* Its first number is the time. */
  trace_id = behind("X-Amzn-Trace-Id: Root=1-65b0c4c2-");
}

static int listen_on_loopback(void) {
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  if (bind(listener, (struct sockaddr *)&address, size) < 0) die("bind");
  if (listen(listener, 4096) < 0) die("listen");
  getsockname(listener, (struct sockaddr *)&address, &size);
  printf("listening %d\n", ntohs(address.sin_port));
  fflush(stdout);
  return listener;
}

int main(int count, char **arguments) {
  /* Whoever closed its connection is no reason to end. */
  signal(SIGPIPE, SIG_IGN);
  if (count != 3 && count != 5) return 64;
  load_answer(arguments[1]);
#ifdef TLS
  if (count == 5) load_certificate(arguments[3], arguments[4]);
#endif
  delay_us = strtoul(arguments[2], NULL, 10);
  pending = calloc(pending_capacity, sizeof *pending);
  epoll_fd = epoll_create1(0);
  timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
  int listener = listen_on_loopback();
  watch(listener);
  watch(timer_fd);
  watch(STDIN_FILENO);
  struct epoll_event events[MAX_EVENTS];
  for (;;) {
    int ready = epoll_wait(epoll_fd, events, MAX_EVENTS, -1);
    for (int i = 0; i < ready; i++) {
      int fd = events[i].data.fd;
      if (fd == listener) accept_all(listener);
      else if (fd == timer_fd) answer_due();
      else if (fd == STDIN_FILENO) command();
      else while (read_requests(fd)) continue;
    }
  }
}
