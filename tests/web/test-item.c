// SPDX-License-Identifier: GPL-3.0-or-later
#include "web-fixture.h"

static void
go_to_item (WebFixture *fixture, const char *id)
{
  g_autofree char *path = g_strdup_printf ("/i/%s", id);

  web_go (fixture, path);
  jl_webdriver_wait_for (fixture->browser, "#title", NULL);
}

static void
test_page (WebFixture *fixture, gconstpointer data)
{
  g_autofree char *id = web_publish_sofa ("米色沙发");

  go_to_item (fixture, id);
  jl_webdriver_wait_for (fixture->browser, "#title", "米色沙发");
  jl_webdriver_wait_for (fixture->browser, "#price", "¥880");
  jl_webdriver_wait_for (fixture->browser, "#state", "可以预留");
  jl_webdriver_wait_for (fixture->browser, "#grade-name", "A 可直接再用");
  jl_webdriver_wait_for (fixture->browser, "#grade-text", "结构牢固");
  jl_webdriver_wait_for (fixture->browser, "#attributes dd", "210");
  jl_webdriver_wait_for (fixture->browser, "#attributes dd", "布艺");
  jl_webdriver_wait_for (fixture->browser, "#attributes dt", "材质");
  jl_webdriver_wait_for (fixture->browser, "#holder-name", WEB_SHOP);
  jl_webdriver_wait_for (fixture->browser, "#holder dd", "周一休息");
  jl_webdriver_wait_for (fixture->browser, "#holder a[href^='tel:']", "86000001");
}

static void
test_english (WebFixture *fixture, gconstpointer data)
{
  g_autofree char *id = web_publish_sofa ("英文页沙发");

  go_to_item (fixture, id);
  jl_webdriver_wait_for (fixture->browser, "#reserve", "Reserve");
  jl_webdriver_wait_for (fixture->browser, "#attributes dt", "Material");
  jl_webdriver_wait_for (fixture->browser, "#attributes dd", "Fabric");
  jl_webdriver_wait_for (fixture->browser, "#holder-kind", "Consignment shop");
}

static void
test_photos (WebFixture *fixture, gconstpointer data)
{
  g_autofree char *id = web_publish_sofa ("有照片的沙发");

  go_to_item (fixture, id);
  jl_webdriver_wait_for (fixture->browser, "#photo-number", "照片 1/2");
  jl_webdriver_click (fixture->browser, "#next");
  jl_webdriver_wait_for (fixture->browser, "#photo-number", "照片 2/2");
  jl_webdriver_click (fixture->browser, "#previous");
  jl_webdriver_wait_for (fixture->browser, "#photo-number", "照片 1/2");
  jl_webdriver_run (fixture->browser, "document.querySelector('#strip').focus(); return 1");
  jl_webdriver_press (fixture->browser, JL_KEY_RIGHT);
  jl_webdriver_wait_for (fixture->browser, "#photo-number", "照片 2/2");
}

/* Nobody signed in: signs in within the page, reserves, sees it among the own, gives it back. */
static void
test_reserve (WebFixture *fixture, gconstpointer data)
{
  g_autofree char *id = web_publish_sofa ("要预留的沙发");

  fixture->expected = "401";
  go_to_item (fixture, id);
  jl_webdriver_click (fixture->browser, "#reserve");
  jl_webdriver_type (fixture->browser, "#username", WEB_RESIDENT);
  jl_webdriver_type (fixture->browser, "#password", "not the password");
  jl_webdriver_click (fixture->browser, "dialog [type=submit]");
  jl_webdriver_wait (fixture->browser,
                     "[...document.querySelectorAll('dialog .form-error, dialog .field-error')]"
                     ".some(e => e.textContent.length > 4)");
  /* What was typed is still there. */
  jl_webdriver_wait (fixture->browser,
                     "document.querySelector('#username').value == '" WEB_RESIDENT "'");
  jl_webdriver_type (fixture->browser, "#password", WEB_PASSWORD);
  jl_webdriver_click (fixture->browser, "dialog [type=submit]");
  jl_webdriver_wait_for (fixture->browser, "#mine", "已为您预留");
  jl_webdriver_wait_for (fixture->browser, "#mine", WEB_SHOP);
  g_assert_cmpint (
      jl_webdriver_run_integer (fixture->browser, "return document.cookie.length"), ==, 0);

  jl_webdriver_click (fixture->browser, "#mine a");
  jl_webdriver_wait_for (
      fixture->browser, ".entry[data-state=active] .entry-title", "要预留的沙发");
  jl_webdriver_wait_for (fixture->browser, ".left", "还剩 2 天 23 小时");
  jl_webdriver_click (fixture->browser, ".entry[data-state=active] .row .button");
  jl_webdriver_click (fixture->browser, "dialog [value=no]");
  jl_webdriver_wait (fixture->browser, "!document.querySelector('dialog')");
  jl_webdriver_click (fixture->browser, ".entry[data-state=active] .row .button");
  jl_webdriver_click (fixture->browser, "dialog [value=yes]");
  jl_webdriver_wait (fixture->browser, "!document.querySelector('.entry[data-state=active]')");
  jl_webdriver_wait_for (fixture->browser, "#say", "已取消");
  go_to_item (fixture, id);
  jl_webdriver_wait_for (fixture->browser, "#state", "可以预留");
}

/* Without an account; what is missing is told at its field, and what was typed stays. */
static void
test_report (WebFixture *fixture, gconstpointer data)
{
  g_autofree char *id = web_publish_sofa ("要举报的沙发");

  go_to_item (fixture, id);
  jl_webdriver_click (fixture->browser, "#report");
  jl_webdriver_wait (fixture->browser,
                     "document.querySelector('#report-reason option[value=other]')");
  jl_webdriver_run (fixture->browser,
                    "const s = document.querySelector('#report-reason'); s.value = 'other';"
                    "s.dispatchEvent(new Event('change')); return 1");
  jl_webdriver_wait_for (fixture->browser, "#report-reason-hint", "请写明问题");
  jl_webdriver_click (fixture->browser, "dialog [type=submit]");
  jl_webdriver_wait (fixture->browser, "document.querySelector('#report-text-error')?.textContent");
  jl_webdriver_type (fixture->browser, "#report-text", "这不是沙发");
  jl_webdriver_click (fixture->browser, "dialog [type=submit]");
  jl_webdriver_wait_for (fixture->browser, "#say", "已收到举报");
  jl_webdriver_wait (fixture->browser, "!document.querySelector('dialog')");
}

static void
test_waiting_line (WebFixture *fixture, gconstpointer data)
{
  g_autofree char *id = web_publish_sofa ("抢手的沙发");
  g_autofree char *other = web_reserve (WEB_OTHER, id);

  web_sign_in (fixture, WEB_RESIDENT);
  go_to_item (fixture, id);
  jl_webdriver_wait_for (fixture->browser, "#state", "已有人预留");
  jl_webdriver_wait_for (fixture->browser, "#reserve", "排队候补");
  jl_webdriver_click (fixture->browser, "#reserve");
  jl_webdriver_wait_for (fixture->browser, "#mine", "第 1 位");
  web_go (fixture, "/me.html");
  jl_webdriver_wait_for (fixture->browser, ".entry[data-state=waiting]", "排队第 1 位");
}

static void
test_live (WebFixture *fixture, gconstpointer data)
{
  g_autofree char *id = web_publish_sofa ("会变的沙发");
  g_autofree char *reservation = NULL;

  go_to_item (fixture, id);
  jl_webdriver_wait_for (fixture->browser, "#state", "可以预留");
  reservation = web_reserve (WEB_THIRD, id);
  jl_webdriver_wait_for (fixture->browser, "#state", "已有人预留");
  fixture->expected = "404";
  web_withdraw (id);
  jl_webdriver_wait_for (fixture->browser, "#gone", "不在了");
}

static void
test_gone (WebFixture *fixture, gconstpointer data)
{
  fixture->expected = "404";
  web_go (fixture, "/i/0000000000000");
  jl_webdriver_wait_for (fixture->browser, "#gone", "不在了");
  fixture->expected = "400";
  web_go (fixture, "/i/%3Cscript%3E");
  jl_webdriver_wait_for (fixture->browser, "#gone", "不在了");
}

static void
set_offline (WebFixture *fixture, gboolean offline)
{
  g_autofree char *parameters =
      g_strdup_printf ("{\"offline\":%s,\"latency\":0,\"downloadThroughput\":-1,"
                       "\"uploadThroughput\":-1}",
                       offline ? "true" : "false");
  g_autoptr (JsonNode) on = jl_webdriver_devtools (fixture->browser, "Network.enable", "{}");
  g_autoptr (JsonNode) done =
      jl_webdriver_devtools (fixture->browser, "Network.emulateNetworkConditions", parameters);
}

/* The line breaks while one reserves: it is said in place, and once it is back the same again. */
static void
test_offline (WebFixture *fixture, gconstpointer data)
{
  g_autofree char *id = web_publish_sofa ("断网时的沙发");
  g_autofree char *complaints = NULL;

  web_sign_in (fixture, WEB_THIRD);
  go_to_item (fixture, id);
  jl_webdriver_wait_for (fixture->browser, "#reserve", NULL);
  set_offline (fixture, TRUE);
  jl_webdriver_wait_for (fixture->browser, "#say", "没有网络");
  jl_webdriver_click (fixture->browser, "#reserve");
  jl_webdriver_wait_for (fixture->browser, "#reserve-error", "没有网络");
  set_offline (fixture, FALSE);
  jl_webdriver_wait_for (fixture->browser, "#say", "网络恢复");
  jl_webdriver_click (fixture->browser, "#reserve");
  jl_webdriver_wait_for (fixture->browser, "#mine", "已为您预留");
  complaints = jl_webdriver_take_complaints (fixture->browser, NULL);
  g_assert_nonnull (strstr (complaints, "ERR_INTERNET_DISCONNECTED"));
}

/* The answer to a write is lost; what was done is done once. */
static void
test_lost_answer (WebFixture *fixture, gconstpointer data)
{
  static const char lose[] = "const real = window.fetch; let lost = 0;"
                             "window.keys = [];"
                             "window.fetch = async (url, options) => {"
                             "  const answer = await real(url, options);"
                             "  if (options.method === 'POST') {"
                             "    window.keys.push(options.headers['Idempotency-Key']);"
                             "    if (lost++ < 1) throw new TypeError('Failed to fetch');"
                             "  }"
                             "  return answer;"
                             "}; return 1";
  g_autofree char *id = web_publish_sofa ("回音丢了的沙发");
  g_autoptr (JsonNode) done = NULL;

  web_sign_in (fixture, WEB_OTHER);
  go_to_item (fixture, id);
  done = jl_webdriver_run (fixture->browser, lose);
  jl_webdriver_click (fixture->browser, "#reserve");
  jl_webdriver_wait_for (fixture->browser, "#mine", "已为您预留");
  jl_webdriver_wait (
      fixture->browser,
      "window.keys.length == 2 && window.keys[0].length >= 16 && window.keys[0] == window.keys[1]");
}

/* What is lent is borrowed and given back, not taken. */
static void
test_lend (WebFixture *fixture, gconstpointer data)
{
  g_autofree char *id = web_publish_loan ();
  g_autofree char *path = g_strdup_printf ("/i/%s", id);

  web_sign_in (fixture, WEB_OTHER);
  web_go (fixture, path);
  jl_webdriver_wait_for (fixture->browser, "#price", "可借");
  jl_webdriver_wait_for (fixture->browser, "#reserve-hint", "还");
  jl_webdriver_click (fixture->browser, "#reserve");
  jl_webdriver_wait_for (fixture->browser, "#mine", "来借");
}

static void
add_tests (void)
{
  WEB_ADD ("/web/item/lend", test_lend, NULL);
  WEB_ADD ("/web/item/page", test_page, NULL);
  WEB_ADD ("/web/item/english", test_english, "en-GB");
  WEB_ADD ("/web/item/photos", test_photos, NULL);
  WEB_ADD ("/web/item/reserve", test_reserve, NULL);
  WEB_ADD ("/web/item/report", test_report, NULL);
  WEB_ADD ("/web/item/waiting-line", test_waiting_line, NULL);
  WEB_ADD ("/web/item/live", test_live, NULL);
  WEB_ADD ("/web/item/gone", test_gone, NULL);
  WEB_ADD ("/web/item/offline", test_offline, NULL);
  WEB_ADD ("/web/item/lost-answer", test_lost_answer, NULL);
}

int
main (int argc, char *argv[])
{
  return web_main (argc, argv, add_tests);
}
