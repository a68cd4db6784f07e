// SPDX-License-Identifier: GPL-3.0-or-later
/* What people agree to, and what they may do with what is known of them. */
#include "web-fixture.h"

#include <string.h>

#define LEAVING "13800000077"

static void
tick (WebFixture *fixture, const char *age)
{
  jl_webdriver_wait_for (fixture->browser, ".consent-text p", NULL);
  jl_webdriver_click (fixture->browser, age);
  jl_webdriver_click (fixture->browser, "#consent-form #consent, #form #consent, dialog #consent");
}

/* Whoever says that they are too young is told what to do, and has not joined. */
static void
test_too_young (WebFixture *fixture, gconstpointer data)
{
  fixture->expected = "400";
  web_go (fixture, "/join.html");
  jl_webdriver_type (fixture->browser, "#code", web_city.code);
  jl_webdriver_type (fixture->browser, "#nickname", "小明");
  jl_webdriver_type (fixture->browser, "#phone", "13800000066");
  jl_webdriver_type (fixture->browser, "#password", WEB_PASSWORD);
  jl_webdriver_wait (fixture->browser, "!document.querySelector('#consent').checked");
  tick (fixture, "#of_age-no");
  jl_webdriver_click (fixture->browser, "[type=submit]");
  jl_webdriver_wait_for (fixture->browser, "#of_age-yes-error", "监护人");
  jl_webdriver_wait (fixture->browser, "localStorage['jieli.nickname'] === undefined");
}

/* What is withdrawn ends what is not agreed yet; reserving asks again, within the page. */
static void
test_withdraw (WebFixture *fixture, gconstpointer data)
{
  g_autofree char *item = web_publish_sofa ("米色沙发床");
  g_autofree char *path = g_strconcat ("/i/", item, NULL);

  web_sign_in (fixture, WEB_OTHER);
  jl_webdriver_wait_for (fixture->browser, "#consents [data-state=given]", "第 1 版");
  jl_webdriver_wait (fixture->browser, "document.querySelector('#ask-consent').hidden");
  jl_webdriver_click (fixture->browser, "#consents [data-state=given] .row .button");
  jl_webdriver_wait_for (fixture->browser, "dialog", "六个月");
  jl_webdriver_click (fixture->browser, "dialog .danger");
  jl_webdriver_wait_for (fixture->browser, "#consents .entry", "撤回");
  jl_webdriver_wait_for (fixture->browser, "#ask-consent", "不能新预留");

  fixture->expected = "403";
  web_go (fixture, path);
  jl_webdriver_click (fixture->browser, "#reserve");
  jl_webdriver_wait_for (fixture->browser, "dialog .consent-text p", NULL);
  tick (fixture, "#of_age-yes");
  jl_webdriver_click (fixture->browser, "dialog [type=submit]");
  jl_webdriver_wait_for (fixture->browser, "#mine", "已为您预留");
}

/* The page that people see when they come back after the text has changed, or before they agreed.
 */
static void
test_asked_again (WebFixture *fixture, gconstpointer data)
{
  web_sign_in (fixture, WEB_THIRD);
  jl_webdriver_click (fixture->browser, "#consents [data-state=given] .row .button");
  jl_webdriver_click (fixture->browser, "dialog .danger");
  jl_webdriver_wait_for (fixture->browser, "#ask-consent", "不能新预留");
  web_go (fixture, "/me.html");
  jl_webdriver_wait_for (fixture->browser, "#ask-consent", "不能新预留");
  jl_webdriver_click (fixture->browser, "#consent-form [type=submit]");
  jl_webdriver_wait_for (fixture->browser, "#consent-error", "打勾");
  tick (fixture, "#of_age-yes");
  jl_webdriver_click (fixture->browser, "#consent-form [type=submit]");
  jl_webdriver_wait (fixture->browser, "document.querySelector('#ask-consent').hidden");
  jl_webdriver_wait_for (fixture->browser, "#consents [data-state=given]", NULL);
}

static void
test_export (WebFixture *fixture, gconstpointer data)
{
  g_autofree char *page = NULL;

  web_sign_in (fixture, WEB_RESIDENT);
  jl_webdriver_click (fixture->browser, "#privacy a.button");
  jl_webdriver_wait (fixture->browser, "location.pathname == '/api/v1/account/export'");
  page = jl_webdriver_get_text (fixture->browser, "body");
  g_assert_nonnull (strstr (page, WEB_RESIDENT));
  g_assert_nonnull (strstr (page, "小赵"));
  g_assert_nonnull (strstr (page, "您同意过的"));
}

static void
test_leave (WebFixture *fixture, gconstpointer data)
{
  web_add_resident ("冯叔", LEAVING);
  web_sign_in (fixture, LEAVING);
  jl_webdriver_click (fixture->browser, "#leave summary");
  fixture->expected = "403";
  jl_webdriver_type (fixture->browser, "#leave_password", "not the password");
  jl_webdriver_click (fixture->browser, "#leave-form [type=submit]");
  jl_webdriver_click (fixture->browser, "dialog .danger");
  jl_webdriver_wait_for (fixture->browser, "#leave_password-error", "密码");
  jl_webdriver_type (fixture->browser, "#leave_password", WEB_PASSWORD);
  jl_webdriver_click (fixture->browser, "#leave-form [type=submit]");
  jl_webdriver_click (fixture->browser, "dialog .danger");
  jl_webdriver_wait_for (fixture->browser, "#say", "已注销");
  jl_webdriver_wait_for (fixture->browser, "#sign-in #username", NULL);
  jl_webdriver_wait (fixture->browser, "localStorage['jieli.nickname'] === undefined");
}

static void
add_tests (void)
{
  WEB_ADD ("/web/privacy/too-young", test_too_young, NULL);
  WEB_ADD ("/web/privacy/withdraw", test_withdraw, NULL);
  WEB_ADD ("/web/privacy/asked-again", test_asked_again, NULL);
  WEB_ADD ("/web/privacy/export", test_export, NULL);
  WEB_ADD ("/web/privacy/leave", test_leave, NULL);
}

int
main (int argc, char *argv[])
{
  return web_main (argc, argv, add_tests);
}
