/*
 * config.c - the text of Kore's configuration. One handler gets every request; TLS
 * ends in the proxy. Why these values:
 *   http_request_ms            else ready requests wait for the next event
 *   worker_set_affinity 0      else task threads share the worker's one processor
 *   worker_accept_threshold 1  else one worker takes all connections
 *   http_keepalive_time        below http_header_timeout, else idle browsers get 408
 *   http_body_max              never reached: edge_body_max() says it for each route
 *   http_body_disk_offload     longer bodies go to a file (edge_body_file())
 *   http_hsts_enable 0         our own headers say it, on https only
 */
#include <inttypes.h>
#include <sys/resource.h>

#include "edge.h"

#define FILES_BESIDE_CONNECTIONS 300 /* logs, store, tasks, files being sent */
#define HASH_THREADS 2

static const char fixed[] = "worker_set_affinity 0\n"
			    "worker_accept_threshold 1\n"
			    "http_request_ms 4294967295\n"
			    "http_header_max 8192\n"
			    "http_header_timeout 10\n"
			    "http_keepalive_time 8\n"
			    "http_body_max 67108864\n"
			    "http_body_disk_offload 393216\n"
			    "http_body_timeout 30\n"
			    "http_hsts_enable 0\n"
			    "http_server_version jiuye\n";

void
edge_config(const struct conf *conf, struct buf *out)
{
	struct rlimit rl = { 1024, 1024 };
	uint64_t files =
	    (uint64_t)conf->portal.max_connections + FILES_BESIDE_CONNECTIONS;
	uint64_t connections = (uint64_t)conf->portal.max_connections;

	getrlimit(RLIMIT_NOFILE, &rl);
	if (rl.rlim_max != RLIM_INFINITY && files > rl.rlim_max) {
		files = rl.rlim_max;
		connections = files > 2 * FILES_BESIDE_CONNECTIONS
				  ? files - FILES_BESIDE_CONNECTIONS
				  : files / 2;
	}
	buf_puts(out, fixed);
	buf_printf(out,
	    "workers %" PRId64 "\nworker_max_connections %" PRIu64
	    "\nworker_rlimit_nofiles %" PRIu64 "\nhttp_request_limit %" PRIu64
	    "\ntask_threads %d\n",
	    conf->portal.workers, connections, files, connections, HASH_THREADS);
	buf_printf(out, "server main {\n\tbind %s %" PRId64 "\n\ttls no\n}\n",
	    conf->portal.bind, conf->portal.port);
	buf_puts(out, "domain * {\n\tattach main\n\troute ^.* edge_handle\n}\n");
}
