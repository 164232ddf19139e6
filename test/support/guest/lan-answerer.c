/*
 * A program in the guest that answers LAN clients through Linux's IPMI driver: command 01h of netFn 30h, with the request's
 * data backwards. A request without data it answers with what the client itself says to command 02h. The program returns when it
 * is ready, goes on in the background, and writes a line for each request:
 *
 *   channel C handle H privilege P lun L: data…
 */
#include <fcntl.h>
#include <linux/ipmi.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { NETFN_APP = 0x06, ENABLE_MESSAGE_CHANNEL_RECEIVE = 0x32, NETFN_OEM = 0x30, CMD = 0x01, CMD_TO_CLIENT = 0x02, LAN = 1 };

static int fd;
static unsigned char data[256];
static struct ipmi_lan_addr from;
static struct ipmi_recv received;

static void check(int result, const char *what)
{
	if (result >= 0)
		return;
	perror(what);
	exit(1);
}

/* Waits for a message of one type; others, such as the receipts of our answers, are dropped. */
static void receive(int type)
{
	struct pollfd ready = { fd, POLLIN, 0 };
	do {
		memset(&from, 0, sizeof from);
		received.addr = (unsigned char *)&from;
		received.addr_len = sizeof from;
		received.msg.data = data;
		received.msg.data_len = sizeof data;
		check(poll(&ready, 1, -1), "poll");
		check(ioctl(fd, IPMICTL_RECEIVE_MSG_TRUNC, &received), "receive");
	} while (received.recv_type != type);
}

static void send(void *addr, unsigned int addr_len, long id, int netfn, int cmd, unsigned char *bytes, int size)
{
	struct ipmi_req request = { addr, addr_len, id, { netfn, cmd, size, bytes } };
	check(ioctl(fd, IPMICTL_SEND_COMMAND, &request), "send");
}

static void receive_from_lan(void)
{
	struct ipmi_system_interface_addr bmc = { IPMI_SYSTEM_INTERFACE_ADDR_TYPE, IPMI_BMC_CHANNEL, 0 };
	unsigned char enable[] = { LAN, 1 };
	send(&bmc, sizeof bmc, 1, NETFN_APP, ENABLE_MESSAGE_CHANNEL_RECEIVE, enable, sizeof enable);
	receive(IPMI_RESPONSE_RECV_TYPE);
	if (data[0] == 0)
		return;
	fprintf(stderr, "Enable Message Channel Receive: %02x\n", data[0]);
	exit(1);
}

/* Puts the client's answer, without its completion code, in the place of the request's data. Returns its size. */
static int ask_client(void)
{
	struct ipmi_lan_addr client = from;
	long id = received.msgid;
	int size;
	send(&client, sizeof client, 2, NETFN_OEM, CMD_TO_CLIENT, NULL, 0);
	receive(IPMI_RESPONSE_RECV_TYPE);
	size = received.msg.data_len - 1;
	memmove(data, data + 1, size);
	from = client;
	received.msgid = id;
	return size;
}

static void answer(FILE *log)
{
	unsigned char response[256] = { 0 };
	int size = received.msg.data_len > 0 ? received.msg.data_len : ask_client();
	fprintf(log, "channel %d handle %d privilege %d lun %d:", from.channel, from.session_handle, from.privilege, from.lun);
	for (int i = 0; i < size; i++) {
		fprintf(log, " %02x", data[i]);
		response[size - i] = data[i];
	}
	fputc('\n', log);
	fflush(log);
	send(&from, sizeof from, received.msgid, NETFN_OEM | 1, CMD, response, size + 1);
}

int main(int argc, char **argv)
{
	struct ipmi_cmdspec spec = { NETFN_OEM, CMD };
	FILE *log = argc > 1 ? fopen(argv[1], "w") : NULL;
	fd = open("/dev/ipmi0", O_RDWR);
	check(fd, "/dev/ipmi0");
	if (!log)
		check(-1, "log");
	check(ioctl(fd, IPMICTL_REGISTER_FOR_CMD, &spec), "register");
	receive_from_lan();
	if (fork())
		_exit(0);
	for (;;) {
		receive(IPMI_CMD_RECV_TYPE);
		answer(log);
	}
}
