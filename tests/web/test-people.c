// SPDX-License-Identifier: GPL-3.0-or-later
#include "web-fixture.h"

/* What is asked beside the fields to type in. */
static void
agree (WebFixture *fixture)
{
  jl_webdriver_wait_for (fixture->browser, ".consent-text p", NULL);
  jl_webdriver_click (fixture->browser, "#of_age-yes");
  jl_webdriver_click (fixture->browser, "#consent");
}

static void
test_join (WebFixture *fixture, gconstpointer data)
{
  fixture->expected = "400";
  web_go (fixture, "/join.html?back=/%3Fq%3D%25E6%25B2%2599%25E5%258F%2591");
  jl_webdriver_click (fixture->browser, "[type=submit]");
  jl_webdriver_wait_for (fixture->browser, "#code-error", "请填写");
  jl_webdriver_type (fixture->browser, "#code", "00000-00000");
  jl_webdriver_type (fixture->browser, "#nickname", "周周");
  jl_webdriver_type (fixture->browser, "#phone", "138 0000");
  jl_webdriver_type (fixture->browser, "#password", "jieli");
  jl_webdriver_click (fixture->browser, "[type=submit]");
  jl_webdriver_wait_for (fixture->browser, "#phone-error", "11 位");
  jl_webdriver_wait_for (fixture->browser, "#password-error", "至少 8");
  jl_webdriver_wait_for (fixture->browser, "#of_age-yes-error", "请选择");
  jl_webdriver_wait_for (fixture->browser, "#consent-error", "打勾");
  agree (fixture);
  jl_webdriver_type (fixture->browser, "#phone", "138 0000 0099");
  jl_webdriver_type (fixture->browser, "#password", WEB_PASSWORD);
  jl_webdriver_click (fixture->browser, "[type=submit]");
  /* The service says what is wrong with the code; the rest stays. */
  jl_webdriver_wait_for (fixture->browser, "#code-error", NULL);
  jl_webdriver_wait (fixture->browser,
                     "document.activeElement.id == 'code' && "
                     "document.querySelector('#nickname').value == '周周'");
  jl_webdriver_type (fixture->browser, "#code", web_city.code);
  jl_webdriver_click (fixture->browser, "[type=submit]");
  jl_webdriver_wait (fixture->browser,
                     "location.pathname == '/' && location.search.includes('q=')");
  web_go (fixture, "/me.html");
  jl_webdriver_wait_for (fixture->browser, "#title", "周周，您好");
}

/* A colleague's code asks for a username; whoever has one and opened the page of residents is led
 * there, and types nothing twice. */
static void
test_join_staff (WebFixture *fixture, gconstpointer data)
{
  g_autofree char *code = web_invite_clerk ();

  fixture->expected = "400";
  web_go (fixture, "/join");
  jl_webdriver_type (fixture->browser, "#code", code);
  jl_webdriver_type (fixture->browser, "#nickname", "钱姐");
  jl_webdriver_type (fixture->browser, "#phone", "13800000097");
  jl_webdriver_type (fixture->browser, "#password", WEB_PASSWORD);
  agree (fixture);
  jl_webdriver_click (fixture->browser, "[type=submit]");
  jl_webdriver_wait_for (fixture->browser, "#username-error", NULL);
  jl_webdriver_wait (fixture->browser,
                     "document.activeElement.id == 'username' && "
                     "document.querySelector('#nickname').value == '钱姐'");
  jl_webdriver_type (fixture->browser, "#username", "qian.jie");
  /* Another text is to be read, so what was ticked is not any more. */
  jl_webdriver_wait_for (fixture->browser, ".consent-text", "同单位的同事");
  agree (fixture);
  jl_webdriver_click (fixture->browser, "[type=submit]");
  jl_webdriver_wait_for (fixture->browser, "#form .strong", "qian.jie");
}

/* An address in a link that was sent by somebody leads nowhere else. */
static void
test_way_back (WebFixture *fixture, gconstpointer data)
{
  web_go (fixture, "/join.html?back=//evil.example/&code=x");
  jl_webdriver_type (fixture->browser, "#code", web_city.code);
  jl_webdriver_type (fixture->browser, "#nickname", "吴叔");
  jl_webdriver_type (fixture->browser, "#phone", "13800000098");
  jl_webdriver_type (fixture->browser, "#password", WEB_PASSWORD);
  agree (fixture);
  jl_webdriver_click (fixture->browser, "[type=submit]");
  jl_webdriver_wait_for (fixture->browser, "#title", "吴叔，您好");
  jl_webdriver_wait (fixture->browser, "location.pathname == '/me.html'");
}

static void
test_wants (WebFixture *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;

  web_sign_in (fixture, WEB_THIRD);
  jl_webdriver_type (fixture->browser, "#text", "懒人沙发");
  jl_webdriver_type (fixture->browser, "#max", "很多");
  jl_webdriver_click (fixture->browser, "#want-form [type=submit]");
  jl_webdriver_wait_for (fixture->browser, "#max-error", "金额");
  jl_webdriver_type (fixture->browser, "#max", "1000");
  jl_webdriver_click (fixture->browser, "#want-form [type=submit]");
  jl_webdriver_wait_for (fixture->browser, "#wants .entry-title", "懒人沙发");
  jl_webdriver_wait_for (fixture->browser, "#wants .entry", "¥1,000");

  /* What fits is published: the notice comes by itself. */
  id = web_publish_sofa ("灰色懒人沙发");
  jl_webdriver_wait_for (fixture->browser, "#notices .entry.unread", "灰色懒人沙发");
  jl_webdriver_wait_for (fixture->browser, "#unread", "1");
  jl_webdriver_click (fixture->browser, "#notices .row .button");
  jl_webdriver_wait (fixture->browser, "!document.querySelector('#notices .unread')");
  jl_webdriver_wait (fixture->browser, "document.querySelector('#unread').textContent == ''");

  jl_webdriver_click (fixture->browser, "#wants .entry .button");
  jl_webdriver_wait_for (fixture->browser, "#wants .empty", NULL);
}

static void
change_password (WebFixture *fixture, const char *old_password, const char *new_password)
{
  jl_webdriver_type (fixture->browser, "#old_password", old_password);
  jl_webdriver_type (fixture->browser, "#new_password", new_password);
  jl_webdriver_click (fixture->browser, "#password-form [type=submit]");
}

static void
test_password (WebFixture *fixture, gconstpointer data)
{
  web_sign_in (fixture, WEB_THIRD);
  jl_webdriver_click (fixture->browser, "#password-change summary");
  fixture->expected = "403";
  change_password (fixture, "wrong password", "a new password");
  jl_webdriver_wait (fixture->browser,
                     "[...document.querySelectorAll('#password-form .field-error, "
                     "#password-form .form-error')].some(e => e.textContent.length > 3)");
  change_password (fixture, WEB_PASSWORD, "a new password");
  jl_webdriver_wait_for (fixture->browser, "#say", "密码已修改");
  jl_webdriver_click (fixture->browser, "#password-change summary");
  change_password (fixture, "a new password", WEB_PASSWORD);
  jl_webdriver_wait_for (fixture->browser, "#say", "密码已修改");
}

static void
test_sign_out (WebFixture *fixture, gconstpointer data)
{
  web_sign_in (fixture, WEB_RESIDENT);
  jl_webdriver_click (fixture->browser, "#sign-out .button");
  jl_webdriver_wait_for (fixture->browser, "#sign-in #username", NULL);
  jl_webdriver_wait (fixture->browser, "!document.querySelector('#signed-in').checkVisibility()");
  jl_webdriver_wait (fixture->browser, "localStorage['jieli.nickname'] === undefined");
  /* The cookie is worth nothing any more. */
  fixture->expected = "401";
  jl_webdriver_run (fixture->browser, "localStorage['jieli.nickname'] = '小赵'; return 1");
  web_go (fixture, "/me.html");
  jl_webdriver_wait_for (fixture->browser, "#sign-in #username", NULL);
}

static void
test_not_found (WebFixture *fixture, gconstpointer data)
{
  fixture->expected = "404";
  web_go (fixture, "/nowhere");
  jl_webdriver_wait_for (fixture->browser, "h1", "没有这个页面");
}

static void
add_tests (void)
{
  WEB_ADD ("/web/people/join", test_join, NULL);
  WEB_ADD ("/web/people/join-staff", test_join_staff, NULL);
  WEB_ADD ("/web/people/way-back", test_way_back, NULL);
  WEB_ADD ("/web/people/wants", test_wants, NULL);
  WEB_ADD ("/web/people/password", test_password, NULL);
  WEB_ADD ("/web/people/sign-out", test_sign_out, NULL);
  WEB_ADD ("/web/people/not-found", test_not_found, NULL);
}

int
main (int argc, char *argv[])
{
  return web_main (argc, argv, add_tests);
}
