// A function that does nothing: it takes each event and answers 204. What it takes is what the benchmark itself takes.
#define _GNU_SOURCE
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define ROOT "/2018-06-01/runtime/invocation/"
#define ID "Lambda-runtime-aws-request-id: "

static const char ANSWER[] = "{\"statusCode\":204}";

// Long enough for the events of the benchmark.
static char message[1 << 16];

static void fail(const char *what) {
    perror(what);
    exit(1);
}

// AWS_LAMBDA_RUNTIME_API is host:port.
static int connect_to(const char *api) {
    struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM}, *address;
    char host[256];
    char port[6];
    if (api == NULL || sscanf(api, "%255[^:]:%5s", host, port) != 2 || getaddrinfo(host, port, &hints, &address) != 0) {
        fail("AWS_LAMBDA_RUNTIME_API");
    }
    int connection = socket(AF_INET, SOCK_STREAM, 0);
    int on = 1;
    if (connection < 0 || connect(connection, address->ai_addr, address->ai_addrlen) != 0
        || setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0) {
        fail("connect");
    }
    freeaddrinfo(address);
    return connection;
}

// Sends a request and reads its answer, which has a Content-Length.
static void exchange(int connection, const char *request, int length) {
    if (write(connection, request, length) != length) {
        fail("write");
    }
    size_t received = 0;
    size_t wanted = 0;
    while (wanted == 0 || received < wanted) {
        ssize_t count = read(connection, message + received, sizeof message - 1 - received);
        if (count <= 0) {
            fail("read");
        }
        message[received += count] = 0;
        char *body = strstr(message, "\r\n\r\n");
        char *size = strcasestr(message, "Content-length: ");
        if (body != NULL && size != NULL) {
            wanted = body + 4 - message + strtoul(size + strlen("Content-length: "), NULL, 10);
        }
    }
}

int main(void) {
    int connection = connect_to(getenv("AWS_LAMBDA_RUNTIME_API"));
    char request[512];
    for (;;) {
        int length = snprintf(request, sizeof request, "GET " ROOT "next HTTP/1.1\r\nHost: lambda\r\n\r\n");
        exchange(connection, request, length);
        char *id = strcasestr(message, ID);
        if (id == NULL) {
            fail(ID);
        }
        length = snprintf(request, sizeof request,
            "POST " ROOT "%.36s/response HTTP/1.1\r\nHost: lambda\r\nContent-Length: %zu\r\n\r\n%s",
            id + strlen(ID), strlen(ANSWER), ANSWER);
        exchange(connection, request, length);
    }
}
